"""The checks for conflicts: of people, rooms and hours, of breaks, of what a session lacks, of interpretation."""

import datetime as dt
import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession, PlannedShift, Presence, Turn
from agenda.conflicts.registries import Conflict
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import (
    MAX_PAIRS,
    Hours,
    by_start,
    covers,
    joined,
    minutes,
    overlapping_groups,
)
from agenda.rooms.models import GroupRoleKind
from agenda.sessions.models.session import LEADING, UNANSWERED, SessionKind, SessionRoleKind
from agenda.sessions.models.session import SessionRoleKind as Kind
from agenda.sessions.models.session import SessionRoleStatus as Status

Pair = tuple[str, str]


def person_twice(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each person who is expected in two places at once."""
    for person, presences in plan.crowded.items():
        for sessions in dict.fromkeys(map(_in_order, overlapping_groups(presences))):
            if len(sessions) > 1:
                yield Conflict("person-twice", sessions, person)


def no_time_to_change(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each person whose next session begins in another room before they can get there."""
    margin = dt.timedelta(minutes=plan.limits.between_rooms)
    for person, presences in plan.crowded.items():
        near: set[tuple[str, ...]] = set()
        at_once: set[tuple[str, ...]] = set()
        for crowd in overlapping_groups(presences, margin):
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
        for crowd in overlapping_groups(sessions):
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


CHAIRS = frozenset({*LEADING, GroupRoleKind.VICE_CHAIR})


def no_chair(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session without a chair or moderator. Pauses, side events and press need none."""
    for session in plan.sessions:
        if session.kind != SessionKind.PARALLEL and not session.is_optional and not _has(session, CHAIRS):
            yield Conflict("no-chair", (session.id,))


def talk_without_chair(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each parallel session without a chair or moderator, as intergovernmental meetings have."""
    for session in plan.sessions:
        if session.kind == SessionKind.PARALLEL and not _has(session, CHAIRS):
            yield Conflict("talk-without-chair", (session.id,))


def no_rapporteur(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each meeting of a working group that has no rapporteur."""
    for session in plan.sessions:
        meets = session.kind == SessionKind.WORKING_GROUP or (session.group and not session.is_optional)
        if meets and not _has(session, frozenset({Kind.RAPPORTEUR})):
            yield Conflict("no-rapporteur", (session.id,))


def role_declined(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session with roles whose holders have declined: those roles are not filled."""
    return _roles(plan, "role-declined", frozenset({Status.DECLINED}))


def role_open(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session with roles whose holders have not answered yet."""
    return _roles(plan, "role-open", frozenset(UNANSWERED))


def more_than_seats(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict where more have signed up, for a session or its group, than the room has seats."""
    for session in plan.sessions:
        seats = plan.seats.get(session.room)
        if seats is not None and session.signed_up > seats:
            yield Conflict("more-than-seats", (session.id,), session.room, detail=(session.signed_up, seats))


def items_too_long(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session whose items need more minutes than it has."""
    for session in plan.sessions:
        if session.end and session.item_minutes > (length := minutes(session.end - session.start)):
            yield Conflict("items-too-long", (session.id,), detail=(session.item_minutes, length))


def _has(session: PlannedSession, roles: frozenset[str]) -> bool:
    return any(role.role in roles and not role.declined for role in session.roles)


def _roles(plan: AgendaPlan, kind: str, statuses: frozenset[str]) -> Iterator[Conflict]:
    """Yield one conflict for each session, with everyone concerned and their roles."""
    for session in plan.sessions:
        concerned = dict.fromkeys(
            (role.person, role.role) for role in session.roles if role.status in statuses
        )
        if concerned:
            yield Conflict(
                kind,
                (session.id,),
                people=tuple(person for person, _role in concerned),
                detail=tuple(role for _person, role in concerned),
            )


# From, into, and the hours where it is not the whole session.
Gaps = tuple[tuple[str, str, Hours | None], ...]


@cache
def spoken(code: str) -> str:
    """Return the language as it is heard: the script makes no difference in speech (uz-Cyrl is uz)."""
    return "-".join(part for part in code.split("-") if len(part) != 4)


def language_gap(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session with a spoken language that some of its listeners cannot hear interpreted.

    `detail` has the gaps: from, into, and the hours where it is not the whole session.
    """
    gaps_by_languages: dict[tuple[Any, ...], Gaps] = {}
    for session in plan.sessions:
        if not session.listening:
            continue
        if any(shift.start or shift.end for shift in session.shifts):
            missing = gaps(session)
        else:
            # Booths that work all the time leave the same gaps in all sessions that have the same booths.
            booths = tuple((shift.heard, shift.target, shift.both_ways) for shift in session.shifts)
            languages = (session.floor, session.listening, booths)
            if languages not in gaps_by_languages:
                gaps_by_languages[languages] = gaps(session)
            missing = gaps_by_languages[languages]
        if missing:
            yield Conflict("language-gap", (session.id,), detail=missing)


def gaps(session: PlannedSession) -> Gaps:
    """Return the pairs of spoken and listening languages that no booth joins: always, or in their first stretch."""
    floor = list(dict.fromkeys(map(spoken, session.floor)))
    listening = list(dict.fromkeys(map(spoken, session.listening)))
    pairs = [(heard, wish) for heard in floor for wish in listening if heard != wish]
    if not pairs:
        return ()
    stretches = _stretches(session)
    shifts = [(shift, *session.hours_of(shift)) for shift in session.shifts]
    missing: dict[Pair, list[Hours]] = defaultdict(list)
    for start, until in stretches:
        joins = _joins(shift for shift, begins, ends in shifts if begins <= start and until <= ends)
        for pair in pairs:
            if not _heard(pair, joins):
                missing[pair].append((start, until))
    return tuple(
        (*pair, None if len(missing[pair]) == len(stretches) else joined(missing[pair])[0])
        for pair in pairs
        if pair in missing
    )


def _stretches(session: PlannedSession) -> list[Hours]:
    """Cut the session at each moment when a shift begins or ends."""
    cuts = {session.start, session.until}
    for shift in session.shifts:
        start, until = session.hours_of(shift)
        if start < until:
            cuts |= {start, until}
    return list(pairwise(sorted(cuts)))


def _joins(shifts: Iterable[PlannedShift]) -> dict[str, set[str]]:
    """Map each language to the languages into which a booth interprets it."""
    joins: dict[str, set[str]] = defaultdict(set)
    for shift in shifts:
        heard, target = spoken(shift.heard), spoken(shift.target)
        joins[heard].add(target)
        if shift.both_ways:
            joins[target].add(heard)
    return joins


def _heard(pair: Pair, joins: dict[str, set[str]]) -> bool:
    source, wish = pair
    direct = joins.get(source, set())
    return wish in direct or any(wish in joins.get(relay, ()) for relay in direct)


def interpreter_hours(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each interpreter who works longer in a day than the conference allows."""
    for (person, _day), (worked, sessions) in interpreters_days(plan).items():
        if worked > plan.limits.interpreting_a_day:
            yield Conflict(
                "interpreter-hours",
                tuple(session.id for session in by_start(dict.fromkeys(sessions))),
                person,
                detail=(worked, plan.limits.interpreting_a_day),
            )


def interpreters_days(plan: AgendaPlan) -> dict[tuple[str, dt.date], tuple[int, list[PlannedSession]]]:
    """Map person and day to the minutes they interpret, overlapping turns counted once, and to the sessions."""
    hours: dict[tuple[str, dt.date], list[Hours]] = defaultdict(list)
    sessions: dict[tuple[str, dt.date], list[PlannedSession]] = defaultdict(list)
    for session, person, start, until in (*plan.turns, *_by_role(plan)):
        hours[person, session.conference_day].append((start, until))
        sessions[person, session.conference_day].append(session)
    return {
        key: (sum(minutes(until - start) for start, until in joined(turns)), sessions[key])
        for key, turns in hours.items()
    }


def _by_role(plan: AgendaPlan) -> Iterator[Turn]:
    """Yield a turn of the whole session for each interpreter by role who has no turn of their own in it."""
    for session in plan.sessions:
        for role in session.roles:
            if role.role != SessionRoleKind.INTERPRETER or role.declined:
                continue
            if all(shift.interpreter != role.person for shift in session.shifts):
                yield Turn(session, role.person, session.start, session.until)
