"""Find the people of the next sessions who are present: roles and interpreters, by records of higher floors.

Whether someone was seen is asked of higher floors (`Query.FIRST_SEEN`); this floor records nobody. For staff alone.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.utils import timezone

from agenda.programme.domain.now_and_next import UNKNOWN
from agenda.rooms.models import Room
from agenda.sessions.models.interpretation import BoothShift
from agenda.sessions.models.session import Session, SessionRole
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.people.models import Person


@dataclass(frozen=True)
class Expected:
    """Somebody who has a part in a session. `confirmed` says whether they have accepted it."""

    person: Person
    roles: tuple[str, ...]
    confirmed: bool
    seen_at: dt.datetime | None


@dataclass(frozen=True)
class SessionPresence:
    """A session that is on, or the next one of its room."""

    session: Session
    is_on: bool
    expected: tuple[Expected, ...]

    @property
    def missing(self) -> tuple[Expected, ...]:
        return tuple(entry for entry in self.expected if entry.seen_at is None)

    @property
    def present(self) -> tuple[Expected, ...]:
        return tuple(entry for entry in self.expected if entry.seen_at is not None)


def expected_now(conference: Conference, at: dt.datetime | None = None) -> list[SessionPresence]:
    """Return what is on in each room and what comes next today, each with those expected; in order of time.

    A constant number of queries.
    """
    now = at or timezone.now()
    today = conference.local(now).date()
    sessions = _now_and_next(conference, now, today)
    people = _expected_people(sessions)
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=conference.zone)
    first_seen = _seen(conference, {person.pk for rows in people.values() for person in rows}, midnight)
    return [
        SessionPresence(
            session,
            _begins(session) <= now,
            tuple(
                Expected(person, tuple(labels), confirmed, first_seen.get(person.pk))
                for person, (labels, confirmed) in people[session.pk].items()
            ),
        )
        for session in sessions
    ]


def _now_and_next(conference: Conference, now: dt.datetime, today: dt.date) -> list[Session]:
    rows = (
        Session.objects.of(conference)
        .scheduled()
        .spoken_in()
        .filter(start__gte=now - dt.timedelta(days=1), start__lt=now + dt.timedelta(days=1))
        .select_related("conference", "room")
        .order_by("start", "room__position", "id")
    )
    running: list[Session] = []
    coming: dict[Room | None, list[Session]] = defaultdict(list)
    for session in rows:
        start = _begins(session)
        if start <= now:
            if (session.end or start + UNKNOWN) > now:
                running.append(session)
        elif session.conference_day == today:
            following = coming[session.room]
            if not following or following[0].start == start:
                following.append(session)
    return running + sorted(chain.from_iterable(coming.values()), key=_begins)


def _begins(session: Session) -> dt.datetime:
    """Return the start, which every session loaded here has."""
    assert session.start
    return session.start


def _expected_people(sessions: list[Session]) -> dict[UUID, dict[Person, tuple[list[str], bool]]]:
    """Map session -> person -> their roles, and whether all of these are confirmed. Those who declined are left out."""
    keys = [session.pk for session in sessions]
    people_by_session: dict[UUID, dict[Person, tuple[list[str], bool]]] = {key: {} for key in keys}
    roles = SessionRole.objects.filter(session__in=keys).not_declined()
    entries: list[tuple[UUID, Person, str, bool]] = [
        (role.session_id, role.person, str(role.get_role_display()), role.is_confirmed)
        for role in roles.select_related("person").order_by("position", "id")
    ]
    shifts = BoothShift.objects.filter(session__in=keys).select_related("interpreter")
    interpreter = str(SessionRole.Role.INTERPRETER.label)
    entries += [
        (shift.session_id, shift.interpreter, interpreter, True) for shift in shifts if shift.interpreter
    ]
    for key, person, label, confirmed in entries:
        labels, all_confirmed = people_by_session[key].get(person, ([], True))
        people_by_session[key][person] = (list(dict.fromkeys([*labels, label])), all_confirmed and confirmed)
    return people_by_session


def _seen(conference: Conference, people: set[UUID], midnight: dt.datetime) -> dict[UUID, dt.datetime]:
    """Return who was seen since midnight, and when first, by any floor; nobody, where no floor records people."""
    first_seen: dict[UUID, dt.datetime] = {}
    for times in answers(Query.FIRST_SEEN, conference, people, midnight, midnight + dt.timedelta(days=1)):
        for key, at in times.items():
            first_seen[key] = min(at, first_seen.get(key, at))
    return first_seen
