"""Who and what is where it cannot be: people, rooms, days and hours."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Iterator

from agenda.conflicts.domain.plan import Plan, PlannedSession, Presence
from agenda.conflicts.registries import Conflict
from agenda.core.domain.intervals import covers, joined, overlaps

Pair = tuple[str, str]


def person_twice(plan: Plan) -> Iterator[Conflict]:
    """A person who is expected in two places at once."""
    for person, presences in plan.crowded.items():
        for pair in dict.fromkeys(_pairs(overlaps(presences))):
            yield Conflict("person-twice", pair, person)


def no_time_to_change(plan: Plan) -> Iterator[Conflict]:
    """A person whose next session begins in another room before they can be there."""
    margin = dt.timedelta(minutes=plan.limits.between_rooms)
    for person, presences in plan.crowded.items():
        near: set[Pair] = set()
        at_once: set[Pair] = set()
        for first, second in overlaps(presences, margin):
            rooms = {first.session.room, second.session.room}
            if len(rooms) == 2 and "" not in rooms:
                pair = _pair(first, second)
                (at_once if second.start < first.until else near).add(pair)
        for pair in near - at_once:
            yield Conflict("no-time-to-change", pair, person)


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
        if not plan.first_day <= session.conference_day <= plan.last_day:
            yield Conflict("outside-days", (session.id,))


def room_closed(plan: Plan) -> Iterator[Conflict]:
    """A session in a room that is not open all the while. A room without hours is always open."""
    opening = {room: joined(hours) for room, hours in plan.opening.items()}
    for session in plan.sessions:
        hours = opening.get(session.room)
        if hours is not None and not covers(hours, session.start, session.until):
            yield Conflict("room-closed", (session.id,), session.room)


def person_away(plan: Plan) -> Iterator[Conflict]:
    """A person who is expected outside the hours in which they are there. Without hours they always are."""
    for person, given in plan.free.items():
        hours = joined(given)
        away = [
            presence.session
            for presence in plan.presences.get(person, ())
            if not covers(hours, presence.start, presence.until)
        ]
        for session in dict.fromkeys(away):
            yield Conflict("person-away", (session.id,), person)


def beside_plenary(plan: Plan) -> Iterator[Conflict]:
    """A session beside an opening, a plenary or a closing. Pauses, side events and press may stand there."""
    plenaries: list[tuple[dt.datetime, str]] = []
    others: list[tuple[dt.datetime, str]] = []
    counted = (session for session in plan.sessions if not session.is_optional)
    for session in sorted(counted, key=lambda each: (each.start, each.id)):
        for running in (plenaries, others):
            while running and running[0][0] <= session.start:
                heapq.heappop(running)
        # Others are looked at only by a plenary: what stands beside what is not a plenary costs nothing.
        for running in (plenaries, others) if session.is_plenary else (plenaries,):
            for _until, other in running:
                yield Conflict("beside-plenary", (other, session.id))
        heapq.heappush(plenaries if session.is_plenary else others, (session.until, session.id))


def _pairs(found: Iterator[tuple[Presence, Presence]]) -> Iterator[Pair]:
    return (_pair(first, second) for first, second in found if first.id != second.id)


def _pair(first: Presence, second: Presence) -> Pair:
    ordered = sorted((first.session, second.session), key=lambda each: (each.start, each.id))
    return ordered[0].id, ordered[1].id
