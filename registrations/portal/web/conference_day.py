"""A participant's start on the days of the conference: the ticket, what comes next, and what was sent last."""

from typing import Any

from django.utils import timezone

from agenda.own_agenda.domain import OwnSession, own_agenda_of
from registrations.core.domain.ticket_codes import shown_code, ticket_url
from registrations.core.models.registration import Registration
from registrations.portal.domain.messages import mails_to

MAILS = 3


def conference_day(registration: Registration) -> dict[str, Any]:
    """Return what the start shows first; nothing on other days, and for who has no ticket."""
    conference = registration.conference
    if conference.phase() != "during" or not registration.is_approved:
        return {}
    token = registration.ticket_token or ""
    return {
        "is_day": True,
        "ticket_url": ticket_url(conference, token),
        "code": shown_code(token),
        "following": following(registration),
        "mails": mails_to(registration)[:MAILS],
    }


def following(registration: Registration) -> OwnSession | None:
    """Return the session that they are in or go to next; none if nothing of their own is to come."""
    now = timezone.now()
    to_come = (
        entry
        for entry in own_agenda_of(registration.person).sessions
        if (entry.session.end or entry.session.start) > now and not entry.session.cancelled
    )
    return next(to_come, None)
