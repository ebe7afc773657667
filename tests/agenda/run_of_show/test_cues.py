"""Times of cues: a delay moves what follows up to the next fixed time; hours of interpreters; the day at a glance."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.core.domain.intervals import joined as merged
from agenda.programme.documents.annotated_agenda import item_numbers
from agenda.programme.documents.glance_layout import Block, groups_of_columns, lanes, lay_out
from agenda.releases.domain.read_model import ReleasedItem
from agenda.run_of_show.domain.progress import limit_passed, minutes_worked, states_of, times_of
from confman.translation.text import TranslatedText

START = dt.datetime(2027, 3, 30, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Row:
    minutes: int = 10
    delay: int = 0
    fixed_at: dt.datetime | None = None
    begun_at: dt.datetime | None = None


def after(minutes: int) -> dt.datetime:
    return START + dt.timedelta(minutes=minutes)


def begins(rows: list[Row]) -> list[int]:
    """Minutes after the start at which each row begins."""
    return [int((times.starts - START).total_seconds() // 60) for times in times_of(START, rows)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([Row(), Row(), Row()], [0, 10, 20], id="one after the other"),
        pytest.param([Row(), Row(delay=5), Row()], [0, 15, 25], id="a delay moves what follows"),
        pytest.param(
            [Row(delay=5), Row(), Row(fixed_at=after(30)), Row()], [5, 15, 30, 40], id="up to the fixed one"
        ),
        pytest.param(
            [Row(minutes=40), Row(fixed_at=after(30)), Row()], [0, 30, 40], id="a fixed one does not wait"
        ),
        pytest.param([Row(fixed_at=after(-10)), Row()], [-10, 0], id="before the session begins"),
        pytest.param([Row(fixed_at=after(30), delay=5), Row()], [35, 45], id="a fixed one is late itself"),
        pytest.param([Row(begun_at=after(7)), Row(), Row()], [7, 17, 27], id="one that has begun"),
        pytest.param(
            [Row(begun_at=after(-3), delay=9), Row()], [-3, 7], id="begun early, whatever was expected"
        ),
        pytest.param(
            [Row(), Row(begun_at=after(12) + dt.timedelta(seconds=59))], [0, 12], id="by the minute"
        ),
        pytest.param([Row(minutes=0), Row(minutes=0), Row()], [0, 0, 0], id="of no length"),
    ],
)
def test_when_cues_begin(rows: list[Row], expected: list[int]) -> None:
    assert begins(rows) == expected


def test_what_runs_into_a_fixed_one_is_said_and_so_is_a_gap() -> None:
    times = times_of(START, [Row(minutes=40), Row(fixed_at=after(30)), Row(fixed_at=after(60))])
    assert [each.overlap for each in times] == [0, 10, 0]
    assert [each.gap for each in times] == [0, 0, 20]


rows_of_a_day = st.lists(
    st.builds(
        Row,
        minutes=st.integers(0, 90),
        delay=st.integers(0, 60),
        fixed_at=st.one_of(st.none(), st.integers(-60, 600).map(after)),
        begun_at=st.one_of(st.none(), st.none(), st.integers(-60, 700).map(after)),
    ),
    max_size=12,
)


@given(rows_of_a_day, st.integers(0, 11), st.integers(1, 60))
def test_a_delay_moves_its_row_and_those_after_it_up_to_the_next_that_stands(
    rows: list[Row], place: int, minutes: int
) -> None:
    if place >= len(rows) or rows[place].begun_at is not None:
        return
    later = [*rows]
    later[place] = replace(rows[place], delay=rows[place].delay + minutes)
    before, now = begins(rows), begins(later)
    standing = next(
        (
            number
            for number in range(place + 1, len(rows))
            if rows[number].fixed_at is not None or rows[number].begun_at is not None
        ),
        len(rows),
    )
    assert now[:place] == before[:place]
    assert now[place:standing] == [each + minutes for each in before[place:standing]]
    assert now[standing:] == before[standing:]


@given(rows_of_a_day)
def test_every_row_keeps_its_length_and_the_plan_knows_no_delay(rows: list[Row]) -> None:
    times = times_of(START, rows)
    assert [(each.ends - each.starts).total_seconds() / 60 for each in times] == [row.minutes for row in rows]
    undisturbed = times_of(START, [replace(row, delay=0, begun_at=None) for row in rows])
    assert [each.planned for each in times] == [each.starts for each in undisturbed]
    assert all(each.late == 0 for each in undisturbed)


@pytest.mark.parametrize(
    ("begun", "states"),
    [
        ([], []),
        ([False, False], ["next", "later"]),
        ([True, False, False], ["now", "next", "later"]),
        ([True, False, True], ["done", "done", "now"]),
    ],
)
def test_what_is_now_and_next(begun: list[bool], states: list[str]) -> None:
    assert states_of(begun) == states


intervals = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 200)).map(
        lambda pair: (after(pair[0]), after(pair[0] + pair[1]))
    ),
    max_size=10,
)


@given(intervals, st.integers(0, 600))
def test_who_works_in_two_places_at_once_works_but_once(
    worked: list[tuple[dt.datetime, dt.datetime]], longest: int
) -> None:
    # A slow twin: every minute asked by itself.
    minutes = [minute for minute in range(1200) if any(start <= after(minute) < end for start, end in worked)]
    assert minutes_worked(worked) == len(minutes)
    passed = limit_passed(worked, longest)
    assert passed == (after(minutes[longest]) if len(minutes) > longest else None)
    joined = merged(worked)
    assert all(first[1] < second[0] for first, second in pairwise(joined))


# --- The programme at a glance ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rooms", "pages"), [(0, []), (1, [1]), (7, [7]), (8, [4, 4]), (12, [6, 6]), (32, [7, 7, 6, 6, 6])]
)
def test_rooms_are_shared_evenly_among_pages(rooms: int, pages: list[int]) -> None:
    groups = groups_of_columns(rooms)
    assert [len(group) for group in groups] == pages
    assert [column for group in groups for column in group] == list(range(rooms))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), max_size=20))
def test_nothing_overlaps_in_a_lane_and_no_lane_is_too_many(pairs: list[tuple[int, int]]) -> None:
    spans = [(start, start + length) for start, length in pairs]
    found = lanes(spans)
    for one in range(len(spans)):
        for other in range(one):
            (start, end), (begin, until) = spans[one], spans[other]
            assert found[one] != found[other] or end <= begin or until <= start
    busiest = max((sum(s <= at < e for s, e in spans) for at, _end in spans), default=0)
    assert len(set(found)) == busiest


blocks_of_a_day = st.lists(
    st.tuples(st.integers(0, 100), st.integers(1, 12), st.integers(0, 3), st.integers(1, 30)), max_size=25
).map(
    lambda rows: [
        Block(str(number), 540 + start * 5, 540 + (start + length) * 5, column, ("word " * words,))
        for number, (start, length, column, words) in enumerate(rows)
    ]
)


@given(blocks_of_a_day)
def test_every_session_stands_on_the_pages_for_as_long_as_it_lasts(blocks: list[Block]) -> None:
    pages = lay_out(blocks, columns=4, column_mm=60, page_mm=150)
    shown = dict.fromkeys((block.key for block in blocks), 0)
    for page in pages:
        # On one page alone may it be higher than the paper: where a single row is.
        assert sum(page.heights) <= 150.01 or len(page.heights) <= 2
        for placed in page.placed:
            span = range(placed.first_row, placed.first_row + placed.rows)
            assert page.starts[placed.first_row] == placed.block.start
            assert span.stop <= len(page.starts)
            shown[placed.block.key] += placed.block.end - placed.block.start
    assert shown == {block.key: block.end - block.start for block in blocks}


def test_numbers_that_follow_one_another_are_told_as_one() -> None:
    def item(number: int | None) -> ReleasedItem:
        return ReleasedItem("", number, TranslatedText(), "other", None, "", None, ())

    assert item_numbers([item(number) for number in (3, 1, 2, None, 7)]) == "1–3, 7"
    assert item_numbers([]) == ""
