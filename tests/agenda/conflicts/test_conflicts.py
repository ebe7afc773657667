"""Conflicts: named cases of every kind, and the fast searches against slow twins."""

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.conflicts.domain.plan import AgendaPlan, ConflictLimits, PlannedRole, PlannedShift
from agenda.conflicts.domain.report import find_conflicts
from agenda.conflicts.registries import Conflict, conflict_checks
from tests.agenda.conflicts.cases import CASES, FIRST, at, hours, plan, roles, session, shift
from tests.agenda.conflicts.twins import TWINS


def told(conflict: Conflict) -> Any:
    """As the cases above say it."""
    about = ",".join(conflict.people) + ":" if conflict.people else conflict.subject
    words = " ".join(part for part in (about, *conflict.sessions) if part)
    return (words, conflict.detail) if conflict.detail else words


def found(kind: str, of: AgendaPlan) -> list[Conflict]:
    return [conflict for conflict in find_conflicts(of) if conflict.kind == kind]


@pytest.mark.parametrize("kind, given, expected", CASES.values(), ids=CASES.keys())
def test_case(kind: str, given: AgendaPlan, expected: set[Any]) -> None:
    assert {told(conflict) for conflict in found(kind, given)} == expected
    turned = AgendaPlan(**{**vars_of(given), "sessions": given.sessions[::-1]})
    assert {told(conflict) for conflict in found(kind, turned)} == expected, "the order does not matter"


def vars_of(given: AgendaPlan) -> dict[str, Any]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def test_every_kind_has_its_cases_and_its_twin() -> None:
    ours = {check.key for check in conflict_checks if check.facts is None}
    assert ours == set(TWINS) == {kind for kind, _plan, _expected in CASES.values()}


# --- Against the slow twins -------------------------------------------------------------------------------

KINDS = ("opening", "plenary", "closing", "working-group", "parallel", "break", "side-event", "press")
PEOPLE = "pqx"
LANGUAGES = ("en", "ru", "uz")
# Fives, so that things touch often.
minutes = st.integers(-12, 60).map(lambda number: number * 5)
stretches = st.tuples(minutes, st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1] * 5))


@st.composite
def shifts(draw: Any) -> PlannedShift:
    heard, target = draw(
        st.sampled_from([(one, other) for one in LANGUAGES for other in LANGUAGES if one != other])
    )
    start, end = draw(stretches | st.tuples(minutes, st.none()) | st.just((None, None)))
    return PlannedShift(
        heard,
        target,
        draw(st.booleans()),
        draw(st.sampled_from(["", *PEOPLE])),
        None if start is None else at(start),
        None if end is None else at(end),
    )


some_roles = st.builds(
    PlannedRole,
    st.sampled_from(PEOPLE),
    st.sampled_from(["chair", "moderator", "vice-chair", "rapporteur", "speaker", "interpreter"]),
    st.sampled_from(["confirmed", "invited", "proposed", "declined"]),
)


@st.composite
def plans(draw: Any) -> AgendaPlan:
    sessions = []
    for number in range(draw(st.integers(0, 7))):
        start, end = draw(stretches | st.tuples(minutes, st.none()))
        sessions.append(
            session(
                f"{number:02d}",
                start,
                end,
                draw(st.sampled_from(["", "r", "s", "shared"])),
                *draw(st.sets(st.sampled_from(PEOPLE), max_size=2)),
                day=FIRST + dt.timedelta(days=draw(st.sampled_from([-1, 0, 0, 0, 1, 2]))),
                kind=draw(st.sampled_from(KINDS)),
                group=draw(st.sampled_from(["", "", "g"])),
                roles=tuple(draw(st.lists(some_roles, max_size=3))),
                shifts=tuple(draw(st.lists(shifts(), max_size=3))),
                floor=tuple(draw(st.lists(st.sampled_from(LANGUAGES), max_size=3, unique=True))),
                listening=tuple(draw(st.lists(st.sampled_from(LANGUAGES), max_size=3, unique=True))),
                item_minutes=draw(st.integers(0, 120)),
                signed_up=draw(st.integers(0, 3)),
            )
        )
    several = st.lists(stretches, min_size=1, max_size=3).map(lambda given: hours(*given))
    return plan(
        *sessions,
        limits=ConflictLimits(
            draw(st.sampled_from([0, 5, 15])),
            draw(st.sampled_from([30, 60, 100])),
            draw(st.sampled_from([20, 90])),
        ),
        seats=draw(st.dictionaries(st.sampled_from(["r", "s"]), st.integers(0, 3))),
        opening=draw(st.dictionaries(st.sampled_from(["r", "s"]), several)),
        free=draw(st.dictionaries(st.sampled_from(PEOPLE), several)),
    )


@given(plans())
def test_the_fast_search_finds_what_the_slow_one_finds(given: AgendaPlan) -> None:
    for kind, twin in TWINS.items():
        fast = list(conflict_checks.get(kind).find(given))
        assert sorted(map(repr, fast)) == sorted(map(repr, twin(given))), kind
        assert len(fast) == len(set(fast)), f"{kind}: nothing is said twice"


def test_ten_thousand_sessions_are_checked_fast() -> None:
    many = [
        session(
            f"{number}",
            number % 1400,
            number % 1400 + 5,
            f"room{number // 1400}",
            f"p{number}",
            floor=("en",),
            listening=("ru",),
            shifts=(shift("en-ru", f"i{number % 500}"),),
            roles=roles(f"p{number} chair"),
        )
        for number in range(0, 14_000, 1)
    ]
    begun = time.process_time()
    find_conflicts(plan(*many))
    assert time.process_time() - begun < 5


# --- Very many at once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["parallel", "plenary"])
@pytest.mark.parametrize("apart", [0, 1])
def test_of_a_thousand_at_one_moment_the_conflicts_are_no_more_than_the_sessions(
    kind: str, apart: int
) -> None:
    """In one room, of one person: half a million pairs; and as many in two rooms, one after the other."""
    many = plan(
        *(
            session(
                f"{number:04d}",
                number * apart,
                number * apart + (60 if not apart else 1),
                room,
                "p",
                kind=kind,
            )
            for number, room in zip(range(1000), "rs" * 500, strict=True)
        ),
        session("beside", 0, 1200, "t", kind="plenary"),
        limits=ConflictLimits(1440, 600, 600),
    )
    conflicts = find_conflicts(many)
    of_each = {kind: [each for each in conflicts if each.kind == kind] for kind in TWINS}
    assert of_each["beside-plenary"]
    if not apart:
        assert [len(each.sessions) for each in of_each["room-twice"]] == [500, 500]
        assert [len(each.sessions) for each in of_each["person-twice"]] == [1000]
    for found_of_kind in of_each.values():
        assert sum(len(each.sessions) for each in found_of_kind) <= 2 * 1001


@given(st.lists(stretches, max_size=60))
@settings(deadline=None)
def test_who_hangs_together_is_told_pair_by_pair_or_all_at_once(given: Any) -> None:
    sessions = [session(f"{number:02d}", *each, "r") for number, each in enumerate(given)]
    pairs = {conflict.sessions for conflict in TWINS["room-twice"](plan(*sessions))}
    told_of = found("room-twice", plan(*sessions))
    few = {conflict.sessions for conflict in told_of if len(conflict.sessions) == 2}
    crowds = [set(conflict.sessions) for conflict in told_of if len(conflict.sessions) > 2]
    assert few <= pairs
    assert all({one, other} <= crowd for one, other in pairs - few for crowd in crowds if one in crowd)
    assert len(pairs - few) > 100 * len(crowds) or not crowds
    assert {key for pair in pairs - few for key in pair} == set().union(*crowds)
    if len(pairs) <= 100:
        assert few == pairs
