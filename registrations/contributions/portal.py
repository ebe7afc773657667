"""A participant's pages: their mails, and what is held on them there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from confman.conferences import registries as r
from confman.conferences.models import Conference
from confman.mail.registry import mail_kinds
from registrations.certificates.mail_kinds import KINDS as CERTIFICATE
from registrations.change_requests.mail_kinds import KINDS as CHANGE_KINDS
from registrations.core.domain.settings import ANSWER_WITHIN
from registrations.core.models.change_request import ChangeRequest
from registrations.portal.domain.messages import senders
from registrations.portal.mail_kinds import KINDS as CODE


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    for kind in (*CODE, *CERTIFICATE, *CHANGE_KINDS):
        mail_kinds.register(kind)
    r.sender_finders.register(r.SenderFinder("registrations", "registrations.view_registrations", senders))
    r.dashboard_panels.register(
        r.DashboardPanel("registrations.changes", "registrations.review", changes_to_decide, 12)
    )


def changes_to_decide(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """What approved participants ask to have changed."""
    asked = ChangeRequest.objects.of(conference).open().order_by("requested_at")
    if number := asked.count():
        due = asked[0].requested_at + ANSWER_WITHIN
        yield r.Decision(
            title=ngettext(
                "%(number)d participant asks for a change", "%(number)d participants ask for a change", number
            )
            % {"number": number},
            url=reverse("registrations_secretariat:change-request-list", args=[conference.slug]),
            due=due,
            urgent=due < timezone.now(),
        )
