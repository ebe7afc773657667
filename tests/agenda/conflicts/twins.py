"""The conflict checks in a slow version: minute by minute, each with each; written from the rules alone.

Times in these tests' plans are whole minutes, so an interval is the set of its minutes.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations, product

from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession, PlannedShift
from agenda.conflicts.registries import Conflict
from agenda.core.domain.intervals import Hours

MIDNIGHT = dt.datetime(2027, 3, 30, tzinfo=dt.UTC)
SHORTEST_BREAK = 10


def minute(moment: dt.datetime) -> int:
    return int((moment - MIDNIGHT).total_seconds() // 60)


def stretch(start: dt.datetime, end: dt.datetime | None) -> set[int]:
    return set(range(minute(start), minute(end) if end else minute(start) + 1))


def of_session(session: PlannedSession) -> set[int]:
    return stretch(session.start, session.end)


def of_shift(session: PlannedSession, shift: PlannedShift) -> set[int]:
    whole = of_session(session)
    first = minute(shift.start) if shift.start else min(whole)
    last = minute(shift.end) if shift.end else max(whole) + 1
    return {each for each in whole if first <= each < last}


def present(session: PlannedSession, person: str) -> set[int]:
    """Return the minutes at which a person is expected in a session."""
    if person in session.people:
        return of_session(session)
    return {
        each for shift in session.shifts if shift.interpreter == person for each in of_shift(session, shift)
    }


def everyone(plan: AgendaPlan) -> set[str]:
    people = {person for session in plan.sessions for person in session.people}
    return people | {shift.interpreter for session in plan.sessions for shift in session.shifts} - {""}


def ordered(sessions: Iterable[PlannedSession]) -> tuple[str, ...]:
    return tuple(each.id for each in sorted(sessions, key=lambda each: (each.start, each.id)))


def pairs(plan: AgendaPlan) -> Iterator[tuple[PlannedSession, PlannedSession]]:
    return combinations(plan.sessions, 2)


def person_twice(plan: AgendaPlan) -> Iterator[Conflict]:
    for (one, other), person in product(pairs(plan), everyone(plan)):
        if present(one, person) & present(other, person):
            yield Conflict("person-twice", ordered((one, other)), person)


def no_time_to_change(plan: AgendaPlan) -> Iterator[Conflict]:
    for (one, other), person in product(pairs(plan), everyone(plan)):
        here, there = present(one, person), present(other, person)
        if one.room and other.room and one.room != other.room and not here & there:
            between = [abs(a - b) - 1 for a in here for b in there]
            if between and min(between) < plan.limits.between_rooms:
                yield Conflict("no-time-to-change", ordered((one, other)), person)


def room_twice(plan: AgendaPlan) -> Iterator[Conflict]:
    for one, other in pairs(plan):
        same_room = one.room and one.room == other.room and one.room not in plan.shared_rooms
        if same_room and of_session(one) & of_session(other):
            yield Conflict("room-twice", ordered((one, other)), one.room)


def outside_days(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        assert one.day
        if one.day < plan.first_day or one.day > plan.last_day:
            yield Conflict("outside-days", (one.id,))


def within(hours: Iterable[Hours]) -> set[int]:
    return {each for start, end in hours for each in stretch(start, end)}


def room_closed(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        if one.room in plan.opening and of_session(one) - within(plan.opening[one.room]):
            yield Conflict("room-closed", (one.id,), one.room)


def person_away(plan: AgendaPlan) -> Iterator[Conflict]:
    for one, person in product(plan.sessions, plan.free):
        if present(one, person) - within(plan.free[person]):
            yield Conflict("person-away", (one.id,), person)


def is_plenary(one: PlannedSession) -> bool:
    return one.kind in ("opening", "plenary", "closing")


def counts(one: PlannedSession) -> bool:
    return one.kind not in ("break", "meal", "social", "side-event", "press")


def beside_plenary(plan: AgendaPlan) -> Iterator[Conflict]:
    for one, other in pairs(plan):
        concerned = counts(one) and counts(other) and (is_plenary(one) or is_plenary(other))
        if concerned and of_session(one) & of_session(other):
            yield Conflict("beside-plenary", ordered((one, other)))


def runs(sessions: list[PlannedSession]) -> Iterator[tuple[int, list[PlannedSession]]]:
    """Return length and sessions of each run of minutes without a break of ten minutes."""
    taken = sorted({each for one in sessions for each in of_session(one)})
    while taken:
        run = [taken.pop(0)]
        while taken and taken[0] - run[-1] - 1 < SHORTEST_BREAK:
            run.append(taken.pop(0))
        yield run[-1] - run[0] + 1, [one for one in sessions if of_session(one) & set(run)]


def no_break(plan: AgendaPlan) -> Iterator[Conflict]:
    longest = plan.limits.without_break
    for day in {one.day for one in plan.sessions}:
        today = [one for one in plan.sessions if one.day == day]
        plenary = [one for one in today if is_plenary(one)]
        too_long = [found for length, found in runs(plenary) if length > longest]
        for length, found in runs(plenary):
            if length > longest:
                yield Conflict("no-break", ordered(found), detail=(length, longest))
        for track in {one.room or one.group for one in today} - {""}:
            own = [
                one
                for one in today
                if counts(one) and not is_plenary(one) and (one.room or one.group) == track
            ]
            for length, found in runs(plenary + own):
                said = any(all(each in found for each in run) for run in too_long)
                if length > longest and any(each in own for each in found) and not said:
                    yield Conflict("no-break", ordered(found), detail=(length, longest))


def items_too_long(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        if one.end is not None and one.item_minutes > len(of_session(one)):
            yield Conflict("items-too-long", (one.id,), detail=(one.item_minutes, len(of_session(one))))


def more_than_seats(plan: AgendaPlan) -> Iterator[Conflict]:
    for one, (room, seats) in product(plan.sessions, plan.seats.items()):
        if one.room == room and seats < one.signed_up:
            yield Conflict("more-than-seats", (one.id,), room, detail=(one.signed_up, seats))


def no_chair(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        standing = {role.role for role in one.roles if role.status != "declined"}
        chairless = standing.isdisjoint({"chair", "co-chair", "moderator", "vice-chair"})
        if counts(one) and chairless and one.kind != "parallel":
            yield Conflict("no-chair", (one.id,))


def talk_without_chair(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        standing = {role.role for role in one.roles if role.status != "declined"}
        if one.kind == "parallel" and standing.isdisjoint({"chair", "co-chair", "moderator", "vice-chair"}):
            yield Conflict("talk-without-chair", (one.id,))


def no_rapporteur(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        standing = {role.role for role in one.roles if role.status != "declined"}
        if (one.kind == "working-group" or (one.group and counts(one))) and "rapporteur" not in standing:
            yield Conflict("no-rapporteur", (one.id,))


def _by_status(plan: AgendaPlan, kind: str, *statuses: str) -> Iterator[Conflict]:
    for one in plan.sessions:
        found: list[tuple[str, str]] = []
        for role in one.roles:
            if role.status in statuses and (role.person, role.role) not in found:
                found.append((role.person, role.role))
        if found:
            people, roles = tuple(zip(*found, strict=True))
            yield Conflict(kind, (one.id,), people=people, detail=roles)


def role_declined(plan: AgendaPlan) -> Iterator[Conflict]:
    return _by_status(plan, "role-declined", "declined")


def role_open(plan: AgendaPlan) -> Iterator[Conflict]:
    return _by_status(plan, "role-open", "proposed", "invited")


def reaches(shifts: list[PlannedShift], said: str, wish: str) -> bool:
    """By one booth or two."""
    steps = {(shift.heard, shift.target) for shift in shifts}
    steps |= {(shift.target, shift.heard) for shift in shifts if shift.both_ways}
    return (said, wish) in steps or any(
        first == said and last == wish and middle == relay
        for (first, middle), (relay, last) in product(steps, steps)
    )


def language_gap(plan: AgendaPlan) -> Iterator[Conflict]:
    for one in plan.sessions:
        gaps = []
        for said, wish in product(one.floor, one.listening):
            lost = [
                each
                for each in sorted(of_session(one))
                if said != wish
                and not reaches([shift for shift in one.shifts if each in of_shift(one, shift)], said, wish)
            ]
            if len(lost) == len(of_session(one)):
                gaps.append((said, wish, None))
            elif lost:
                first = next(each for each in lost if each + 1 not in lost)
                begin, end = (MIDNIGHT + dt.timedelta(minutes=each) for each in (lost[0], first + 1))
                gaps.append((said, wish, (begin, end)))
        if gaps:
            yield Conflict("language-gap", (one.id,), detail=tuple(gaps))


def interpreter_hours(plan: AgendaPlan) -> Iterator[Conflict]:
    longest = plan.limits.interpreting_a_day
    people = everyone(plan) | {role.person for one in plan.sessions for role in one.roles}
    for person, day in product(people, {one.day for one in plan.sessions}):
        worked: set[int] = set()
        where = []
        for one in plan.sessions:
            turns = [of_shift(one, shift) for shift in one.shifts if shift.interpreter == person]
            if not turns and any(
                (role.person, role.role) == (person, "interpreter") and role.status != "declined"
                for role in one.roles
            ):
                turns = [of_session(one)]
            mine = set().union(*turns)
            if one.day == day and mine:
                worked |= mine
                where.append(one)
        if len(worked) > longest:
            yield Conflict("interpreter-hours", ordered(where), person, detail=(len(worked), longest))


TWINS = {
    name.replace("_", "-"): function
    for name, function in list(globals().items())
    if name
    in {
        "person_twice", "no_time_to_change", "room_twice", "outside_days", "room_closed", "person_away",
        "beside_plenary", "no_break", "items_too_long", "more_than_seats", "no_chair", "talk_without_chair",
        "no_rapporteur",
        "role_declined", "role_open", "language_gap", "interpreter_hours",
    }
}  # fmt: skip
