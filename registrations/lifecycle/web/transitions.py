"""What the desk does with a registration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.cancellation import cancel_registration
from registrations.lifecycle.domain.decisions import (
    approve_registration,
    decline_registration,
    offer_place,
    wait_registration,
)


@dataclass(frozen=True)
class Act:
    """A decision that can be taken on a registration."""

    key: str
    verb: Callable[..., Registration]
    label: Promise
    question: Promise
    consequence: Promise
    states: tuple[str, ...]
    takes_reason: bool = True


ACTS = {
    act.key: act
    for act in (
        Act(
            "approve",
            partial(approve_registration, uncompleted=True),
            gettext_lazy("Approve"),
            gettext_lazy("Approve this registration?"),
            gettext_lazy("A place is taken, and the ticket goes out by mail."),
            ("submitted", "waiting", "offered", "invited", "nominated", "draft"),
        ),
        Act(
            "wait",
            wait_registration,
            pgettext_lazy("to do", "Put on the waiting list"),
            gettext_lazy("Put on the waiting list?"),
            gettext_lazy(
                "Goes to the end of the line and is told by mail. "
                "A place that becomes free is offered to the first."
            ),
            ("submitted", "offered"),
        ),
        Act(
            "offer",
            offer_place,
            gettext_lazy("Offer a place"),
            gettext_lazy("Offer a place out of turn?"),
            gettext_lazy("The person is told by mail and accepts the place on their page."),
            ("waiting",),
            takes_reason=False,
        ),
        Act(
            "decline",
            decline_registration,
            gettext_lazy("Decline"),
            gettext_lazy("Decline this registration?"),
            gettext_lazy("The person is told by mail, with the reason. This cannot be taken back."),
            ("submitted", "waiting", "offered", "invited", "nominated"),
        ),
        Act(
            "cancel",
            cancel_registration,
            gettext_lazy("Cancel the registration"),
            gettext_lazy("Cancel this registration?"),
            gettext_lazy(
                "The ticket is no longer valid, the person is told by mail, "
                "and the place goes to the first in line."
            ),
            ("invited", "nominated", "draft", "submitted", "waiting", "offered", "approved"),
        ),
    )
}  # fmt: skip
