"""Conflicts: named cases, and the fast search against a slow twin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain.conflicts import Conflict, Plan, PlannedSession, find_conflicts
from agenda.domain.places import set_severities
from agenda.domain.planning import conflicts_of
from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.factories import (
    GroupRoleFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)

FIRST = dt.date(2027, 3, 30)
MIDNIGHT = dt.datetime(2027, 3, 30, tzinfo=dt.UTC)


def session(key: str, start: int, end: int | None, room: str = "", *people: str) -> PlannedSession:
    """A session of the first day, from and until a minute of it."""
    return PlannedSession(
        id=key,
        start=MIDNIGHT + dt.timedelta(minutes=start),
        end=None if end is None else MIDNIGHT + dt.timedelta(minutes=end),
        day=(MIDNIGHT + dt.timedelta(minutes=start)).date(),
        room=room,
        people=frozenset(people),
    )


CASES: dict[str, tuple[list[PlannedSession], set[tuple[str, ...]]]] = {
    "nothing": ([], set()),
    "one after the other": ([session("a", 0, 60, "r", "p"), session("b", 60, 90, "r", "p")], set()),
    "a minute too early": (
        [session("a", 0, 61, "r"), session("b", 60, 90, "r")],
        {("room-twice", "r", "a", "b")},
    ),
    "one inside the other": (
        [session("a", 0, 90, "r"), session("b", 30, 40, "r")],
        {("room-twice", "r", "a", "b")},
    ),
    "the same hours": (
        [session("a", 0, 30, "r"), session("b", 0, 30, "r")],
        {("room-twice", "r", "a", "b")},
    ),
    "no room is no conflict": ([session("a", 0, 30), session("b", 0, 30)], set()),
    "a room for several": ([session("a", 0, 30, "shared"), session("b", 0, 30, "shared")], set()),
    "a person in two rooms": (
        [session("a", 0, 30, "r", "p"), session("b", 10, 20, "s", "p", "q")],
        {("person-twice", "p", "a", "b")},
    ),
    "three at once are three pairs": (
        [session("a", 0, 30, "", "p"), session("b", 10, 40, "", "p"), session("c", 20, 50, "", "p")],
        {("person-twice", "p", "a", "b"), ("person-twice", "p", "a", "c"), ("person-twice", "p", "b", "c")},
    ),
    "no end, but begun inside another": (
        [session("a", 0, 30, "r"), session("b", 10, None, "r")],
        {("room-twice", "r", "a", "b")},
    ),
    "no end, and the next begins later": ([session("a", 0, None, "r"), session("b", 10, 20, "r")], set()),
    "the day before": ([session("a", -60, -30)], {("outside-days", "", "a")}),
    "after the last day": ([session("a", 2 * 1440, 2 * 1440 + 30)], {("outside-days", "", "a")}),
    "over midnight of the last day": ([session("a", 2 * 1440 - 30, 2 * 1440 + 30)], set()),
}


def plan(sessions: list[PlannedSession]) -> Plan:
    return Plan(FIRST, FIRST + dt.timedelta(days=1), tuple(sessions), frozenset({"shared"}))


def told(conflicts: list[Conflict]) -> set[tuple[str, ...]]:
    return {(conflict.kind, conflict.subject, *conflict.sessions) for conflict in conflicts}


@pytest.mark.parametrize("sessions, expected", CASES.values(), ids=CASES.keys())
def test_case(sessions: list[PlannedSession], expected: set[tuple[str, ...]]) -> None:
    assert told(find_conflicts(plan(sessions))) == expected
    assert told(find_conflicts(plan(sessions[::-1]))) == expected, "the order of the sessions does not matter"


def slow_twin(sessions: list[PlannedSession]) -> Iterator[tuple[str, ...]]:
    """Every pair compared with every other."""
    ordered = sorted(sessions, key=lambda each: (each.start, each.id))
    for one, other in combinations(ordered, 2):
        if one.start < other.until and other.start < one.until:
            if one.room and one.room == other.room and one.room != "shared":
                yield ("room-twice", one.room, one.id, other.id)
            for person in one.people & other.people:
                yield ("person-twice", person, one.id, other.id)
    for one in sessions:
        if not FIRST <= one.day <= FIRST + dt.timedelta(days=1):
            yield ("outside-days", "", one.id)


@st.composite
def agendas(draw: Any) -> list[PlannedSession]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(-120, 3000),
                st.none() | st.integers(1, 300),
                st.sampled_from(["", "r", "s", "shared"]),
                st.sets(st.sampled_from("pqx"), max_size=2),
            ),
            max_size=14,
        )
    )
    return [
        session(f"{number:02d}", start, None if length is None else start + length, room, *people)
        for number, (start, length, room, people) in enumerate(rows)
    ]


@given(agendas())
def test_the_fast_search_finds_what_the_slow_one_finds(sessions: list[PlannedSession]) -> None:
    found = find_conflicts(plan(sessions))
    assert told(found) == set(slow_twin(sessions))
    assert len(found) == len(set(found)), "nothing is said twice"


def test_ten_thousand_sessions_are_checked_fast() -> None:
    many = [
        session(f"{number}", number % 1400, number % 1400 + 5, f"room{number // 1400}", f"p{number}")
        for number in range(0, 14_000, 1)
    ]
    begun = dt.datetime.now()
    find_conflicts(plan(many))
    assert dt.datetime.now() - begun < dt.timedelta(seconds=5)


@pytest.mark.django_db
class TestOfTheWorkingAgenda:
    def test_they_are_told_with_names_and_hours(
        self, conference: Conference, at: Callable[..., dt.datetime]
    ) -> None:
        person = PersonFactory(conference=conference, name={"en": "Busy Person"})
        for hour, title in (("10:00", "First"), ("10:30", "Second")):
            role = SessionRoleFactory(
                session__conference=conference,
                session__start=at(hour),
                session__title={"en": title},
                person=person,
            )
            assert role.session.end
        (conflict,) = conflicts_of(conference)
        assert conflict.kind == "person-twice"
        assert "Busy Person" in conflict.text and "10:00–11:00" in conflict.text and "Second" in conflict.text
        assert not conflict.blocks, "by default everything only warns"

    def test_who_declined_or_was_cancelled_conflicts_with_nothing(self, conference: Conference) -> None:
        person = PersonFactory(conference=conference)
        room = RoomFactory(conference=conference)
        SessionRoleFactory(session__conference=conference, session__room=room, person=person)
        SessionRoleFactory(session__conference=conference, person=person, status="declined")
        SessionFactory(conference=conference, room=room, status="cancelled")
        assert conflicts_of(conference) == []

    def test_who_leads_a_group_is_where_the_group_meets(self, conference: Conference) -> None:
        chair = GroupRoleFactory(group__conference=conference)
        SessionFactory(conference=conference, working_group=chair.group)
        SessionRoleFactory(session__conference=conference, person=chair.person)
        assert [conflict.kind for conflict in conflicts_of(conference)] == ["person-twice"]

    def test_a_member_of_a_group_may_be_elsewhere(self, conference: Conference) -> None:
        group = WorkingGroupFactory(conference=conference)
        member = GroupRoleFactory(group=group, role="member")
        SessionFactory(conference=conference, working_group=group)
        SessionRoleFactory(session__conference=conference, person=member.person)
        assert conflicts_of(conference) == []

    def test_what_is_ignored_is_not_told(self, conference: Conference, by: User) -> None:
        room = RoomFactory(conference=conference)
        SessionFactory.create_batch(2, conference=conference, room=room)
        assert len(conflicts_of(conference)) == 1
        set_severities(conference, {"room-twice": "ignore"}, by=by)
        assert conflicts_of(conference) == []

    def test_another_conference_is_not_looked_at(
        self, conference: Conference, other_conference: Conference
    ) -> None:
        room = RoomFactory(conference=other_conference)
        SessionFactory.create_batch(2, conference=other_conference, room=room)
        assert conflicts_of(conference) == []
