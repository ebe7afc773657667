"""Seats and the agenda: people notified of a change, sessions in someone's own agenda, places as readers know them."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agenda.releases.domain.involvement import Involvement, Reader, SessionPart
from agenda.releases.domain.read_model import Content, ReleasedSession
from agenda.releases.domain.reader import selected_sessions
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience
from registrations.core.models.registration import Registration
from registrations.seats.models import SEATED, Seat, SeatStatus

# The reason for following a session, in a sentence of its own.
_FOLLOWED = {
    "session": _("You signed up for this session"),
    "group": _("You are in this working group"),
    "line": _("You are on the waiting list of this session"),
}


def followed(kind: str) -> str | Promise:
    """Say in words why a person follows a session."""
    return _FOLLOWED.get(kind, _FOLLOWED["session"])


def signed_up(conference: Conference, content: Content) -> Iterator[Involvement]:
    """List the people with a seat in a session or its working group, or waiting for one; asks the database.

    Those who only wait have nothing to do with a session that was closed since.
    """
    seats = Seat.objects.filter(registration__in=Registration.objects.of(conference).approved()).order_by()
    in_sessions = seats.filter(session__isnull=False).exclude(
        status=SeatStatus.WAITING, session__visibility=Session.Visibility.CLOSED
    )
    for session, person, status in in_sessions.values_list("session", "registration__person", "status"):
        kind = "session" if status in SEATED else "line"
        yield Involvement(str(session), Reader(person=str(person)), SessionPart("registrations.seats", kind))
    of_groups = seats.seated().filter(group__sessions__isnull=False)
    for session, person in of_groups.values_list("group__sessions", "registration__person"):
        yield Involvement(
            str(session), Reader(person=str(person)), SessionPart("registrations.seats", "group")
        )


def sessions_signed_up_for(person: Person) -> list[str]:
    """Return ids of the sessions in which they have a seat."""
    seats = Seat.objects.seated().filter(registration__person=person, session__isnull=False)
    return [str(key) for key in seats.values_list("session", flat=True)]


def sessions_of_own_groups(person: Person) -> list[str]:
    """Return ids of the sessions of the working groups in which they have a seat."""
    seats = Seat.objects.seated().filter(registration__person=person, group__isnull=False)
    sessions = Session.objects.filter(working_group__in=seats.values("group"))
    return [str(key) for key in sessions.values_list("pk", flat=True)]


def released_sessions(
    release: AgendaRelease | None, places: Iterable[WorkingGroup | Session]
) -> dict[str, ReleasedSession]:
    """Return the sessions among the places as a release has them, by id: what changed since is not public."""
    keys = {str(place.pk) for place in places if isinstance(place, Session)}
    if release is None or not keys:
        return {}
    agenda = selected_sessions(release, keys, Audience.PARTICIPANTS, closed_too=True)
    return {session.id: session for session in agenda.sessions}


def as_published(place: WorkingGroup | Session) -> WorkingGroup | Session | ReleasedSession:
    """Return a session as the latest release has it; what is in none, and a working group, as it is."""
    if isinstance(place, WorkingGroup):
        return place
    released = released_sessions(AgendaRelease.objects.latest_of(place.conference), [place])
    return released.get(str(place.pk), place)
