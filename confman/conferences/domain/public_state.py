"""Compute what visitors may do now: one function for home page, /register/ and list of conferences."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, Status
from confman.translation.dates import undivided_range

# The days before the opening are counted down from this many on.
COUNTED_FROM = 60


class State(StrEnum):
    CLOSED = "closed"
    INVITATION = "invitation"  # registration is open, but no category is offered to everybody
    OPEN = "open"
    FULL = "full"  # new registrations go on the waiting list
    DURING = "during"
    AFTER = "after"
    ARCHIVED = "archived"


class Intake(StrEnum):
    """The people whom registration on the public site accepts now, by the floor that registers them."""

    NOTHING = "nothing"
    INVITED = "invited"
    EVERYBODY = "everybody"
    WAITING = "waiting"  # everybody, on the waiting list


@dataclass(frozen=True)
class PublicState:
    """The state. `sentence` describes it in the reading language; `takes` is whom the public form accepts."""

    state: State
    sentence: str
    takes: Intake = Intake.NOTHING

    @property
    def registers(self) -> bool:
        """Return whether the public form is open."""
        return self.takes in (Intake.EVERYBODY, Intake.WAITING)

    @property
    def waiting(self) -> str:
        """Say that who registers now is put on the waiting list; empty while there are places."""
        return _waiting() if self.takes == Intake.WAITING else ""

    @property
    def act(self) -> str:
        """The name of what the form does now, the same in the menu, on the home page, and on the page of the form."""
        if self.waiting:
            return _("Join the waiting list")
        return _("Register") if self.registers else _("Registration")

    @property
    def is_over(self) -> bool:
        return self.state in (State.AFTER, State.ARCHIVED)


def public_state(conference: Conference) -> PublicState:
    """Return the state of one conference."""
    return public_states([conference])[conference.pk]


def public_states(conferences: Iterable[Conference]) -> dict[UUID, PublicState]:
    """Return the states of many conferences in a fixed number of queries.

    Registration is closed if no floor above takes registrations.
    """
    rows = list(conferences)
    taking: dict[UUID, Intake] = {}
    for intakes in answers(Query.REGISTRATION_INTAKE, rows):
        taking |= intakes
    return {
        conference.pk: _state(conference, taking.get(conference.pk, Intake.NOTHING)) for conference in rows
    }


def _state(conference: Conference, taking: Intake) -> PublicState:
    phase = conference.phase()
    if conference.status == Status.ARCHIVED or phase == "after":
        days = undivided_range(conference.starts_on, conference.ends_on)
        state = State.ARCHIVED if conference.status == Status.ARCHIVED else State.AFTER
        return PublicState(state, _("Took place %(days)s") % {"days": days})
    if phase == "during":
        day = (conference.today() - conference.starts_on).days + 1
        text = _("Day %(day)d of %(days)d") % {"day": day, "days": len(conference.days)}
        return PublicState(State.DURING, text, taking)
    if taking == Intake.EVERYBODY:
        return PublicState(State.OPEN, _open(conference), taking)
    if taking == Intake.WAITING:
        return PublicState(State.FULL, _waiting(), taking)
    if taking == Intake.INVITED:
        return PublicState(State.INVITATION, _("Registration is by invitation."))
    if conference.opens_later:
        assert conference.registration_opens_on is not None
        opens = date_format(conference.registration_opens_on, "DATE_FORMAT")
        return PublicState(State.CLOSED, _("Registration opens on %(day)s.") % {"day": opens})
    return PublicState(State.CLOSED, _("Registration is closed."))


def _waiting() -> str:
    """Return what happens to those who register while all places are taken."""
    return _("All places are taken. Participants who register now are put on the waiting list.")


def _open(conference: Conference) -> str:
    text = _("Registration is open.")
    if conference.is_practice:
        text = _("Practice mode: what is registered now will be cleared.")
    elif conference.registration_closes_on:
        day = date_format(conference.registration_closes_on, "DATE_FORMAT")
        text = _("Registration is open until %(day)s.") % {"day": day}
    days = (conference.starts_on - conference.today()).days
    if days > COUNTED_FROM:
        return text
    begins = ngettext(
        "The conference begins in %(days)d day.", "The conference begins in %(days)d days.", days
    )
    return f"{text} {begins % {'days': days}}"
