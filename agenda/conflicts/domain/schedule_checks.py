"""Checks of people, rooms, days and hours: people and rooms that are planned where they cannot be."""

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from itertools import pairwise

from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession, Presence
from agenda.conflicts.registries import Conflict
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import MAX_PAIRS, by_start, covers, crowds, joined

Pair = tuple[str, str]


def person_twice(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each person who is expected in two places at once."""
    for person, presences in plan.crowded.items():
        for sessions in dict.fromkeys(map(_in_order, crowds(presences))):
            if len(sessions) > 1:
                yield Conflict("person-twice", sessions, person)


def no_time_to_change(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each person whose next session begins in another room before they can get there."""
    margin = dt.timedelta(minutes=plan.limits.between_rooms)
    for person, presences in plan.crowded.items():
        near: set[tuple[str, ...]] = set()
        at_once: set[tuple[str, ...]] = set()
        for crowd in crowds(presences, margin):
            # Of many connected presences each is reported with the next.
            for first, second in pairwise(crowd):
                rooms = {first.session.room, second.session.room}
                if len(rooms) == 2 and "" not in rooms:
                    pair = _in_order((first, second))
                    (at_once if second.start < first.until else near).add(pair)
        for pair in near - at_once:
            yield Conflict("no-time-to-change", pair, person)


def room_twice(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each two sessions in one room at once, unless the room is meant for parallel use."""
    of_room = grouped(
        (session.room, session)
        for session in plan.sessions
        if session.room and session.room not in plan.shared_rooms
    )
    for room, sessions in of_room.items():
        for crowd in crowds(sessions):
            yield Conflict("room-twice", tuple(session.id for session in crowd), room)


def outside_days(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session that does not begin on a day of the conference."""
    for session in plan.sessions:
        if not plan.first_day <= session.conference_day <= plan.last_day:
            yield Conflict("outside-days", (session.id,))


def room_closed(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session in a room that is not open throughout. A room without hours is always open."""
    opening = {room: joined(hours) for room, hours in plan.opening.items()}
    for session in plan.sessions:
        hours = opening.get(session.room)
        if hours is not None and not covers(hours, session.start, session.until):
            yield Conflict("room-closed", (session.id,), session.room)


def person_away(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each person expected outside their hours. A person without hours is always available."""
    for person, intervals in plan.free.items():
        hours = joined(intervals)
        away = [
            presence.session
            for presence in plan.presences.get(person, ())
            if not covers(hours, presence.start, presence.until)
        ]
        for session in dict.fromkeys(away):
            yield Conflict("person-away", (session.id,), person)


def beside_plenary(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session beside an opening, plenary or closing; optional ones may be held there."""
    plenaries: list[tuple[dt.datetime, str]] = []
    others: list[tuple[dt.datetime, str]] = []
    pairs: list[Pair] = []
    crowd: set[str] = set()
    obligatory = (session for session in plan.sessions if not session.is_optional)
    for session in by_start(obligatory):
        for running in (plenaries, others):
            while running and running[0][0] <= session.start:
                heapq.heappop(running)
        if not plenaries:
            yield from _beside(plan, pairs, crowd)
            # Each is compared with the plenaries alone: other sessions side by side cost nothing.
            pairs, crowd = [], {other for _until, other in others} if session.is_plenary else set()
        if plenaries or session.is_plenary:
            crowd.add(session.id)
        if len(pairs) <= MAX_PAIRS:
            for running in (plenaries, others) if session.is_plenary else (plenaries,):
                pairs += [(other, session.id) for _until, other in running]
        heapq.heappush(plenaries if session.is_plenary else others, (session.until, session.id))
    yield from _beside(plan, pairs, crowd)


def _beside(plan: AgendaPlan, pairs: list[Pair], crowd: set[str]) -> Iterator[Conflict]:
    """Yield the pairs one by one; where there are too many, yield all sessions beside plenaries that overlap as one."""
    if len(pairs) > MAX_PAIRS:
        yield Conflict("beside-plenary", _ids(plan.by_id[key] for key in crowd))
    else:
        yield from (Conflict("beside-plenary", pair) for pair in pairs)


def _in_order(presences: Iterable[Presence]) -> tuple[str, ...]:
    return _ids({presence.id: presence.session for presence in presences}.values())


def _ids(sessions: Iterable[PlannedSession]) -> tuple[str, ...]:
    return tuple(session.id for session in by_start(sessions))
