"""Checks for people who would sit for hours without a break because they stay in one room.

Counted for each room (or working group that has no room yet): its sessions, and the plenaries, which are for
everyone. Pauses, side events and press are left out. Less than ten minutes between two sessions do not count
as a break.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession
from agenda.conflicts.registries import Conflict
from agenda.core.domain.intervals import by_start, minutes

SHORTEST_BREAK = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Sitting:
    """Sessions without a break between them, in order of time."""

    start: dt.datetime
    until: dt.datetime
    sessions: tuple[PlannedSession, ...]

    @property
    def id(self) -> str:
        return self.sessions[0].id

    @property
    def length(self) -> dt.timedelta:
        return self.until - self.start


def no_break(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each sitting that is too long; only one if it consists of plenaries."""
    longest = dt.timedelta(minutes=plan.limits.without_break)
    plenary: dict[dt.date, list[PlannedSession]] = defaultdict(list)
    tracks: dict[tuple[dt.date, str], list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        if session.is_plenary:
            plenary[session.conference_day].append(session)
        elif not session.is_optional and (session.room or session.group):
            tracks[session.conference_day, session.room or session.group].append(session)
    for_all = {day: list(sittings(sessions)) for day, sessions in plenary.items()}
    for group in for_all.values():
        for sitting in group:
            if sitting.length > longest:
                yield _conflict(sitting, plan)
    for (day, _track), sessions in tracks.items():
        for sitting in _with_plenaries(list(sittings(sessions)), for_all.get(day, []), longest):
            if sitting.length > longest:
                yield _conflict(sitting, plan)


def sittings(sessions: Iterable[PlannedSession]) -> Iterator[Sitting]:
    """Yield the sessions of a room joined into sittings where there is no break between them."""
    return _joined(Sitting(session.start, session.until, (session,)) for session in by_start(sessions))


def _joined(parts: Iterable[Sitting]) -> Iterator[Sitting]:
    """Join sittings without a break between them, keeping their order."""
    start = until = dt.datetime.min
    sessions: list[PlannedSession] = []
    for part in parts:
        if sessions and part.start < until + SHORTEST_BREAK:
            until = max(until, part.until)
            sessions += part.sessions
        else:
            if sessions:
                yield Sitting(start, until, tuple(sessions))
            start, until, sessions = part.start, part.until, list(part.sessions)
    if sessions:
        yield Sitting(start, until, tuple(sessions))


def _with_plenaries(
    sittings_of_room: list[Sitting], for_all: list[Sitting], longest: dt.timedelta
) -> Iterator[Sitting]:
    """Extend a room's sittings by the plenaries before, between and after them.

    Only plenaries next to one of its own are considered; a sitting too long through plenaries alone is
    already reported.
    """
    plenaries: dict[int, Sitting] = {}
    for sitting in sittings_of_room:
        index = bisect_right(for_all, sitting.start - SHORTEST_BREAK, key=lambda sitting: sitting.until)
        while index < len(for_all) and for_all[index].start < sitting.until + SHORTEST_BREAK:
            plenaries[index] = for_all[index]
            index += 1
    sessions_of_room = {session.id for sitting in sittings_of_room for session in sitting.sessions}
    overlong = {plenary.id for plenary in plenaries.values() if plenary.length > longest}
    for sitting in _joined(by_start([*sittings_of_room, *plenaries.values()])):
        keys = {session.id for session in sitting.sessions}
        if keys & sessions_of_room and not keys & overlong:
            yield sitting


def _conflict(sitting: Sitting, plan: AgendaPlan) -> Conflict:
    detail = (minutes(sitting.length), plan.limits.without_break)
    return Conflict("no-break", tuple(session.id for session in by_start(sitting.sessions)), detail=detail)
