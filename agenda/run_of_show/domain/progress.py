"""The progress of the day: begin and end of each cue, delays of sessions, and who of the next is present.

Whether someone was seen is asked of higher floors (`Query.FIRST_SEEN`); this floor records nobody. For staff alone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol
from uuid import UUID

from django.utils import timezone

from agenda.core.domain.intervals import Hours, joined, minutes
from agenda.programme.domain import UNKNOWN
from agenda.rooms.models import Room
from agenda.sessions.models.session import BoothShift, Session, SessionRole
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.people.models import Person


class Timed(Protocol):
    """The timing of a cue."""

    minutes: int
    delay: int
    fixed_at: dt.datetime | None
    begun_at: dt.datetime | None


@dataclass(frozen=True)
class CueTimes:
    """`planned` is when it would begin had nothing been delayed.

    Before it are `gap` free minutes, or the one before runs `overlap` minutes into it.
    """

    starts: dt.datetime
    ends: dt.datetime
    planned: dt.datetime
    gap: int = 0
    overlap: int = 0

    @property
    def late(self) -> int:
        """Return minutes behind the plan; negative where it is ahead of it."""
        return minutes_between(self.planned, self.starts)


def minutes_between(first: dt.datetime, second: dt.datetime) -> int:
    """Return whole minutes from one moment to the other."""
    return minutes(second - first)


def times_of(start: dt.datetime, cues: Sequence[Timed]) -> list[CueTimes]:
    """Return the times of cues that follow one another from `start`.

    A fixed one begins at its hour, whatever precedes it, so a delay moves what comes after it up to the next
    fixed one and no further. One that has begun keeps its actual start; those after it follow from there.
    """
    planned = _begins(start, cues, as_planned=True)
    actual = _begins(start, cues, as_planned=False)
    times: list[CueTimes] = []
    for cue, begins, plan in zip(cues, actual, planned, strict=True):
        ends = begins + dt.timedelta(minutes=cue.minutes)
        # The first may be before the session begins: doors close, guests are led in.
        apart = minutes_between(times[-1].ends, begins) if times else 0
        times.append(CueTimes(begins, ends, plan, gap=max(apart, 0), overlap=max(-apart, 0)))
    return times


def _begins(start: dt.datetime, cues: Sequence[Timed], *, as_planned: bool) -> list[dt.datetime]:
    begins, following = [], start
    for cue in cues:
        moment = cue.fixed_at or following
        if not as_planned:
            moment += dt.timedelta(minutes=cue.delay)
            if cue.begun_at is not None:
                moment = cue.begun_at.replace(second=0, microsecond=0)
        begins.append(moment)
        following = moment + dt.timedelta(minutes=cue.minutes)
    return begins


def minutes_worked(hours: Iterable[Hours]) -> int:
    """Return how many minutes the hours cover: work in two places at once counts once."""
    return sum(minutes_between(start, end) for start, end in joined(hours))


def limit_passed(hours: Iterable[Hours], longest: int) -> dt.datetime | None:
    """Return the moment from which someone has worked more than `longest` minutes; None if they never do."""
    minutes_left = longest
    for start, end in joined(hours):
        worked = minutes_between(start, end)
        if worked > minutes_left:
            return start + dt.timedelta(minutes=minutes_left)
        minutes_left -= worked
    return None


def states_of(begun: Sequence[bool]) -> list[str]:
    """Return what each cue is: done, now (the last that has begun), next (the first after it), or later."""
    last = max((number for number, has in enumerate(begun) if has), default=-1)
    states = []
    for number in range(len(begun)):
        if number < last:
            states.append("done")
        elif number == last:
            states.append("now")
        else:
            states.append("next" if number == last + 1 else "later")
    return states


# So many sessions are offered as those that run late.
MAX_SHOWN = 3


def current_sessions(conference: Conference) -> list[Session]:
    """Return what runs at this moment and begins next today; a few, without pauses and cancelled sessions."""
    running, coming = _running_and_coming(conference, timezone.now())
    following = [row for row in coming if row.start == coming[0].start]
    return [*running, *following][:MAX_SHOWN]


def rooms_now(conference: Conference) -> list[tuple[Room | None, list[Session], list[Session]]]:
    """Return each room where something is left today, with what runs there and what begins there next.

    In the order of the rooms, what has none last; nothing but on the days of the conference. One query.
    """
    if conference.phase() != "during":
        return []
    running, coming = _running_and_coming(conference, timezone.now())
    rooms: dict[Room | None, tuple[list[Session], list[Session]]] = {}
    for row in running:
        rooms.setdefault(row.room, ([], []))[0].append(row)
    for row in coming:
        following = rooms.setdefault(row.room, ([], []))[1]
        if not following or following[0].start == row.start:
            following.append(row)
    ordered = sorted(rooms, key=lambda room: (room is None, room.position if room else 0))
    return [(room, *rooms[room]) for room in ordered]


def _running_and_coming(conference: Conference, now: dt.datetime) -> tuple[list[Session], list[Session]]:
    """Return what runs at this moment, and what is to begin today, by the hour; no pauses, nothing cancelled."""
    today = conference.local(now).date()
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=conference.zone)
    rows = (
        Session.objects.of(conference)
        .filter(start__gte=midnight - dt.timedelta(hours=12), start__lt=midnight + dt.timedelta(days=1))
        .spoken_in()
        .select_related("room", "conference")
        .order_by("start", "room__position", "pk")
    )
    running = [row for row in rows if row.start <= now < (row.end or row.start)]
    return running, [row for row in rows if row.start > now]


def late_sessions(conference: Conference, sessions: Iterable[Session]) -> set[str]:
    """Return ids of the sessions that may still run late today: they have not ended yet. No query."""
    if not conference.starts_on <= conference.today() <= conference.ends_on:
        return set()
    now, today = timezone.now(), conference.today()
    return {
        str(session.pk)
        for session in sessions
        if session.start is not None
        and session.conference_day == today
        and (session.end or session.start) > now
        and not session.is_cancelled
    }


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
            _begin_of(session) <= now,
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
        start = _begin_of(session)
        if start <= now:
            if (session.end or start + UNKNOWN) > now:
                running.append(session)
        elif session.conference_day == today:
            following = coming[session.room]
            if not following or following[0].start == start:
                following.append(session)
    return running + sorted(chain.from_iterable(coming.values()), key=_begin_of)


def _begin_of(session: Session) -> dt.datetime:
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
