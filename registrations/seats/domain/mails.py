"""Mails about seats in working groups and sessions."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import send_to_person
from confman.translation.reading_language import reading_in
from registrations.core.domain.personal_links import registration_link
from registrations.seats.models import Seat


def send_seat_mail(kind: str, seat: Seat, *, by: User) -> None:
    """Queue the mail `registrations.<kind>` to the holder of the seat, in the verb's transaction."""
    registration = seat.registration
    conference, person = registration.conference, registration.person
    with reading_in(person.preferred_language(), *conference.languages):
        start = seat.session.start if seat.session else None
        context = {
            "what": str(seat.place),
            "when": f"{_moment(start, conference)}." if start else "",
            "until": _moment(seat.offered_until, conference) if seat.offered_until else "",
            "link": registration_link(registration),
        }
    send_to_person(f"registrations.{kind}", person=person, conference=conference, context=context, by=by)


def _moment(moment: Any, conference: Conference) -> str:
    return date_format(timezone.localtime(moment, conference.zone), "DATETIME_FORMAT")
