"""What cannot be as planned: pure checks over a whole plan, without a query.

Editor, list, `checkagenda` and publishing all ask `find_conflicts`. A floor above adds a check of its own by
registering it in `conflict_checks`.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.registries import Registry

# A session whose end is not known is there for a moment at least.
MOMENT = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class PlannedSession:
    """A session as the checks see it. Times are aware; ids are strings."""

    id: str
    start: dt.datetime
    end: dt.datetime | None = None
    day: dt.date | None = None  # the day of the conference under which it stands
    room: str = ""
    people: frozenset[str] = frozenset()

    @property
    def until(self) -> dt.datetime:
        """When it is over, at the earliest."""
        return max(self.end or self.start, self.start + MOMENT)


@dataclass(frozen=True)
class Plan:
    """Everything the checks look at. `shared_rooms` hold several sessions at once."""

    first_day: dt.date
    last_day: dt.date
    sessions: tuple[PlannedSession, ...]
    shared_rooms: frozenset[str] = frozenset()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Conflict:
    """One thing that is wrong: which kind, in which sessions (ids, in order of time), about whom or what."""

    kind: str
    sessions: tuple[str, ...]
    subject: str = ""  # id of the person or the room


class Severity(models.TextChoices):
    BLOCK = "block", _("blocks publishing")
    WARN = "warn", _("warns")
    IGNORE = "ignore", _("is ignored")


@dataclass(frozen=True)
class ConflictCheck:
    """Finds the conflicts of one kind. `label` says what is wrong, as a heading of a list of them."""

    key: str
    label: Any
    find: Callable[[Plan], Iterable[Conflict]]
    severity: str = Severity.WARN
    position: int = 50


conflict_checks: Registry[ConflictCheck] = Registry(
    "conflict check", lambda check: check.key, lambda check: check.position
)


def find_conflicts(plan: Plan, ignored: Iterable[str] = ()) -> list[Conflict]:
    """All conflicts of a plan, but for the ignored kinds: in the order of the checks, then of time.

    Costs O(n log n) for n sessions and roles, and as much again as there are conflicts to name.
    """
    skipped = set(ignored)
    order = {session.id: session.start for session in plan.sessions}
    found: list[Conflict] = []
    for check in conflict_checks:
        if check.key not in skipped:
            found += sorted(check.find(plan), key=lambda conflict: (order[conflict.sessions[0]], conflict))
    return found


def overlaps(sessions: Iterable[PlannedSession]) -> Iterator[tuple[PlannedSession, PlannedSession]]:
    """Each pair that shares a moment, the earlier first. One that begins when another ends does not overlap it."""
    running: list[tuple[dt.datetime, str, PlannedSession]] = []
    for session in sorted(sessions, key=lambda each: (each.start, each.id)):
        while running and running[0][0] <= session.start:
            heapq.heappop(running)
        for _until, _id, other in running:
            yield other, session
        heapq.heappush(running, (session.until, session.id, session))


def person_twice(plan: Plan) -> Iterator[Conflict]:
    """A person who is expected in two places at once."""
    of_person: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        for person in session.people:
            of_person[person].append(session)
    for person, sessions in of_person.items():
        for first, second in overlaps(sessions):
            yield Conflict("person-twice", (first.id, second.id), person)


def room_twice(plan: Plan) -> Iterator[Conflict]:
    """Two sessions in one room at once, unless the room is meant for it."""
    of_room: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        if session.room and session.room not in plan.shared_rooms:
            of_room[session.room].append(session)
    for room, sessions in of_room.items():
        for first, second in overlaps(sessions):
            yield Conflict("room-twice", (first.id, second.id), room)


def outside_days(plan: Plan) -> Iterator[Conflict]:
    """A session that does not begin on a day of the conference."""
    for session in plan.sessions:
        day = session.day or session.start.date()
        if not plan.first_day <= day <= plan.last_day:
            yield Conflict("outside-days", (session.id,))


conflict_checks.register(
    ConflictCheck("person-twice", _("A person in two places"), person_twice, position=10)
)
conflict_checks.register(ConflictCheck("room-twice", _("A room used twice"), room_twice, position=20))
conflict_checks.register(
    ConflictCheck("outside-days", _("Outside the conference’s days"), outside_days, position=30)
)
