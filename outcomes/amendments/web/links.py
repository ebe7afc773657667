"""Links to the amendments from the pages of participants and delegations."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.conferences.registries import Link
from outcomes.amendments.domain.checks import (
    before_the_plenary,
    delegation_may_propose,
    is_open_for_amendments,
)
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration


def links_of_participant(registration: Registration) -> Iterator[Link]:
    """Yield the links for a participant with the right, once there is a text to amend."""
    if registration.is_approved and registration.category.may_propose:
        yield from _links(registration.conference, "outcomes_portal", registration.pk)


def links_of_delegation(delegation: Delegation) -> Iterator[Link]:
    """Yield the links for a delegation that has the right, once there is a text to amend."""
    if delegation_may_propose(delegation):
        yield from _links(delegation.conference, "outcomes_delegation", delegation.pk)


def _links(conference: Conference, namespace: str, key: Any) -> Iterator[Link]:
    texts = list(before_the_plenary(conference).select_related("conference").defer("search_text"))
    if texts:
        count = sum(is_open_for_amendments(row) for row in texts)
        text = ngettext(
            "%(count)d text is open for amendments.", "%(count)d texts are open for amendments.", count
        ) % {"count": count}
        url = reverse(f"{namespace}:amended-texts", args=[conference.slug, key])
        yield Link(_("Amendments"), url, detail=text if count else _("No text is open for amendments now."))
