"""The agenda as the conflict checks see it: plain data, without a query. agenda/conflicts/domain/loader.py loads it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from agenda.core.domain.intervals import Hours
from agenda.sessions.models.session import PAUSES, PLENARIES, SessionKind, SessionRoleStatus

if TYPE_CHECKING:
    from agenda.conflicts.registries import Conflict

# The least length of a session whose end is not known.
MOMENT = dt.timedelta(minutes=1)
# Nobody sits longer without a break: what is further apart in time has nothing to do with each other.
ONE_SITTING = dt.timedelta(hours=8)
# Attendance is optional: these need no chair, count as rest, and alone may be held beside PLENARIES.
OPTIONAL = PAUSES | {SessionKind.SIDE_EVENT, SessionKind.PRESS}


@dataclass(frozen=True)
class PlannedRole:
    """A person's role in a session; the roles of its working group are included, as confirmed."""

    person: str
    role: str
    status: str = SessionRoleStatus.CONFIRMED

    @property
    def declined(self) -> bool:
        return self.status == SessionRoleStatus.DECLINED


@dataclass(frozen=True)
class PlannedShift:
    """A booth that hears one language and speaks another, and the reverse if `both_ways`.

    It works the whole session, or from `start` to `end`. A booth on relay hears the language of the relay.
    """

    heard: str
    target: str
    both_ways: bool = True
    interpreter: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None


@dataclass(frozen=True)
class PlannedSession:
    """A session as the checks see it. Times are aware; ids are strings.

    `people` are there from its start to its end; interpreters with hours of their own are in `shifts` alone.
    """

    id: str
    start: dt.datetime
    end: dt.datetime | None = None
    day: dt.date | None = None  # the day of the conference it belongs to
    room: str = ""
    people: frozenset[str] = frozenset()
    kind: str = SessionKind.PARALLEL
    title: object = ""
    group: str = ""
    roles: tuple[PlannedRole, ...] = ()
    shifts: tuple[PlannedShift, ...] = ()
    floor: tuple[str, ...] = ()
    listening: tuple[str, ...] = ()
    item_minutes: int = 0
    signed_up: int = 0

    @cached_property
    def until(self) -> dt.datetime:
        """Return when it is over, at the earliest."""
        return max(self.end or self.start, self.start + MOMENT)

    @property
    def conference_day(self) -> dt.date:
        return self.day or self.start.date()

    @property
    def is_plenary(self) -> bool:
        return self.kind in PLENARIES

    @property
    def is_optional(self) -> bool:
        return self.kind in OPTIONAL

    def is_near(self, other: PlannedSession) -> bool:
        """Tell whether the other is on the same day, or may follow it or lead to it in one sitting."""
        apart = max(other.start - self.until, self.start - other.until)
        return other.conference_day == self.conference_day or apart < ONE_SITTING

    def hours_of(self, shift: PlannedShift) -> Hours:
        """Return the hours of a shift within the session."""
        start = max(shift.start or self.start, self.start)
        return start, min(shift.end or self.until, self.until)


class Presence(NamedTuple):
    """The hours in which a person is expected in a session."""

    session: PlannedSession
    start: dt.datetime
    until: dt.datetime

    @property
    def id(self) -> str:
        return self.session.id


class Turn(NamedTuple):
    """The hours in which a person interprets a session."""

    session: PlannedSession
    person: str
    start: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class ConflictLimits:
    """The limits, in minutes, that a conference sets beside the severities."""

    between_rooms: int = 5
    without_break: int = 150
    interpreting_a_day: int = 360


@dataclass(frozen=True)
class AgendaPlan:
    """Everything the checks look at.

    `shared_rooms` hold several sessions at once; `opening` has the hours of rooms, `free` those of persons:
    the hours of those not listed are unknown. `facts` has what checks of higher floors asked for, by their
    key. `names` are texts by id, for messages.
    """

    first_day: dt.date
    last_day: dt.date
    sessions: tuple[PlannedSession, ...]
    shared_rooms: frozenset[str] = frozenset()
    limits: ConflictLimits = ConflictLimits()
    seats: Mapping[str, int] = field(default_factory=dict)
    opening: Mapping[str, Sequence[Hours]] = field(default_factory=dict)
    free: Mapping[str, Sequence[Hours]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, PlannedSession]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def conflicts_by_kind(self) -> dict[str, list[Conflict]]:
        """The conflicts of each kind that has been looked for."""
        return {}

    def around(self, key: str) -> AgendaPlan:
        """Return the plan of one session's day, and of sessions so near in time that they may clash with it.

        No check looks further. The plan is empty if it does not have the session.
        """
        centre = self.by_id.get(key)
        near = tuple(session for session in self.sessions if centre and centre.is_near(session))
        return replace(self, sessions=near)

    @cached_property
    def turns(self) -> list[Turn]:
        """Return who interprets by a shift, session by session."""
        all_turns = []
        for session in self.sessions:
            for shift in session.shifts:
                if shift.interpreter:
                    start, until = session.hours_of(shift)
                    if start < until:
                        all_turns.append(Turn(session, shift.interpreter, start, until))
        return all_turns

    @cached_property
    def presences(self) -> dict[str, list[Presence]]:
        """Return where and when each person is expected, in order of time."""
        by_person: dict[str, list[Presence]] = defaultdict(list)
        for session in self.sessions:
            for person in session.people:
                by_person[person].append(Presence(session, session.start, session.until))
        for session, person, start, until in self.turns:
            if person not in session.people:
                by_person[person].append(Presence(session, start, until))
        for presences in by_person.values():
            if len(presences) > 1:
                presences.sort(key=attrgetter("start"))
        return by_person

    @cached_property
    def crowded(self) -> dict[str, list[Presence]]:
        """Return the persons with a presence that begins before another is over, or too soon after it to change rooms.

        The others need no search.
        """
        margin = dt.timedelta(minutes=self.limits.between_rooms)
        return {
            person: presences
            for person, presences in self.presences.items()
            if len(presences) > 1 and _touching(presences, margin)
        }


def _touching(presences: list[Presence], margin: dt.timedelta) -> bool:
    latest = presences[0].until
    for presence in presences[1:]:
        if presence.start < latest + margin:
            return True
        latest = max(latest, presence.until)
    return False
