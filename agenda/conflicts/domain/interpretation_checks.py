"""Checks of interpretation: whether listeners in each language hear all that is spoken; interpreters' working hours.

A booth joins the language that it hears with the one it speaks, and the reverse where it works both ways. Two
languages are joined by one booth, or by two where the second interprets the first one's words (relay). A
chain of three is too long: too much of what was said is lost. A booth counts once it is planned, even before
an interpreter is named.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession, PlannedShift, Turn
from agenda.conflicts.registries import Conflict
from agenda.core.domain.intervals import Hours, by_start, joined, minutes
from agenda.sessions.models.session_role import SessionRoleKind

Pair = tuple[str, str]
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
