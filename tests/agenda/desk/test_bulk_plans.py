"""Plans for many sessions at once: what holds for every agenda, and cases that were thought of."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.desk.domain.bulk_plans import (
    MoveTarget,
    Slot,
    are_exclusive,
    at_once,
    copy_frame,
    fit_minutes,
    move_selection,
    shift,
    swap,
)
from confman.web.errors import Refused

ZONE = zoneinfo.ZoneInfo("Asia/Tashkent")
DAY = dt.date(2027, 3, 30)
NEXT = dt.date(2027, 3, 31)


def at(hour: str, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(hour), tzinfo=ZONE)


def slot(key: str, start: str, end: str, room: str = "hall", day: dt.date = DAY, **more) -> Slot:
    return Slot(key, at(start, day), at(end, day) if end else None, room, day, title=key, **more)


def clock(plan) -> dict[str, str]:
    """The place into which a plan moves a session: 'hour-hour room'."""
    return {
        move.after.id: f"{move.after.start:%H:%M}-{move.after.end:%H:%M} {move.after.room}".strip()
        for move in plan.moves
    }


def pause(key: str, start: str, end: str, **more) -> Slot:
    return slot(key, start, end, room="", pause=True, **more)


MORNING = [
    slot("opening", "09:30", "10:30"),
    pause("coffee", "10:30", "11:00"),
    slot("plenary", "11:00", "12:30"),
    pause("lunch", "13:00", "14:00", fixed=True),
    slot("afternoon", "14:00", "15:30"),
    slot("side", "11:00", "12:00", room="small"),
    slot("tomorrow", "09:30", "10:30", day=NEXT),
]


# --- Every agenda -----------------------------------------------------------------------------------------


@st.composite
def agendas(draw):
    """Up to ten sessions of one day and a bit of the next, in three rooms or none; some fixed, some pauses."""
    slots = []
    for number in range(draw(st.integers(2, 10))):
        day = draw(st.sampled_from([DAY, DAY, DAY, NEXT]))
        room = draw(st.sampled_from(["hall", "hall", "small", "foyer", ""]))
        start = draw(st.integers(0, 100))
        length = draw(st.one_of(st.none(), st.integers(1, 30)))
        begin = at("08:00", day) + dt.timedelta(minutes=5 * start)
        slots.append(
            Slot(
                f"s{number}",
                begin,
                begin + dt.timedelta(minutes=5 * length) if length else None,
                room,
                day,
                fixed=draw(st.integers(0, 5)) == 0,
                pause=draw(st.integers(0, 3)) == 0,
                shared=room == "foyer",
            )
        )
    return slots


def after(slots, plan):
    moved = {move.before.id: move.after for move in plan.moves}
    return [moved.get(each.id, each) for each in slots]


def new_overlaps(before, now):
    """Brute force: the pairs in each other's way now and not before."""
    then = {each.id: each for each in before}
    return {
        frozenset((one.id, two.id))
        for number, one in enumerate(now)
        for two in now[:number]
        if at_once(one, two)
        and are_exclusive(one, two)
        and not (at_once(then[one.id], then[two.id]) and are_exclusive(then[one.id], then[two.id]))
    }


def assert_told(slots, plan):
    told = {frozenset((pair.first.id, pair.second.id)) for pair in plan.collisions}
    assert told == new_overlaps(slots, after(slots, plan))


def assert_sound(slots):
    assert all(each.end is None or each.end > each.start for each in slots)


@given(
    agendas(), st.integers(-120, 240), st.booleans(), st.one_of(st.none(), st.integers(0, 30)), st.booleans()
)
def test_shifting(slots, minutes, whole_day, pauses_to, cut):
    plan = shift(slots, "s0", minutes, whole_day=whole_day, pauses_to=pauses_to, cut=cut)
    assert_told(slots, plan)
    assert_sound(after(slots, plan))
    assert all(move.before.id == "s0" or not move.before.fixed for move in plan.moves)
    assert all(move.before.day == slots[0].day for move in plan.moves)
    for move in plan.moves:
        assert move.shortened == 0 or move.before.pause or (cut and plan.barrier)
    if plan.barrier is None and whole_day and minutes > 0:
        assert not plan.collisions


@given(agendas(), st.integers(1, 240), st.integers(1, 30))
def test_shortened_pauses_keep_what_was_asked_and_nobody_is_later_than_the_delay(slots, minutes, least):
    plan = shift(slots, "s0", minutes, pauses_to=least)
    for move in plan.moves:
        delay = (move.after.start - move.before.start) / dt.timedelta(minutes=1)
        assert 0 <= delay <= minutes
        if move.shortened:
            assert move.before.pause
            assert move.after.end - move.after.start >= dt.timedelta(minutes=least)


@given(agendas(), st.booleans())
def test_swapping_twice_brings_back_what_was(slots, exchange):
    if slots[0].fixed or slots[1].fixed:
        with pytest.raises(Refused):
            swap(slots, "s0", "s1", exchange=exchange)
        return
    first = swap(slots, "s0", "s1", exchange=exchange)
    assert_told(slots, first)
    assert_sound(after(slots, first))
    assert not any(move.before.fixed for move in first.moves)
    swapped = after(slots, first)
    assert after(swapped, swap(swapped, "s1", "s0", exchange=exchange)) == slots


@given(agendas(), st.sampled_from([None, "", "hall", "small"]), st.sampled_from([None, DAY, NEXT]))
def test_moving_a_selection(slots, room, day):
    chosen = [each.id for each in slots[:3]]
    try:
        plan = move_selection(slots, chosen, MoveTarget(room=room, day=day), ZONE)
    except Refused:
        assert any(each.fixed and each.day != day for each in slots[:3])
        return
    assert_told(slots, plan)
    for move in plan.moves:
        assert move.after.start.timetz() == move.before.start.timetz()
        assert room is None or move.after.room == room
        assert day is None or move.after.start.date() == day


@given(agendas(), st.booleans())
def test_copying_a_frame(slots, pauses_only):
    frame = copy_frame(slots, DAY, [DAY, NEXT], ZONE, pauses_only=pauses_only)
    there = [each for each in slots if each.day == NEXT]
    for copy in frame.made:
        assert copy.day == NEXT
        assert not any(at_once(copy, other) and are_exclusive(copy, other) for other in there)
        assert copy.pause or not pauses_only
    wanted = [each for each in slots if each.day == DAY and (each.pause or not pauses_only)]
    assert len(frame.made) + len(frame.skipped) == len(wanted)


@given(st.lists(st.one_of(st.none(), st.integers(0, 400)), max_size=12), st.integers(0, 600))
def test_fitted_minutes_sum_exactly(minutes, total):
    if minutes and total < len(minutes):
        with pytest.raises(Refused):
            fit_minutes(minutes, total)
        return
    fitted = fit_minutes(minutes, total)
    assert sum(fitted) == (total if minutes else 0)
    assert all(each >= 1 for each in fitted)
    assert fit_minutes(fitted, total) == fitted


# --- Cases ------------------------------------------------------------------------------------------------


def test_all_that_follows_moves_up_to_the_fixed_time():
    plan = shift(MORNING, "opening", 25)
    assert plan.barrier.id == "lunch"
    assert clock(plan) == {
        "opening": "09:55-10:55 hall",
        "coffee": "10:55-11:25",
        "plenary": "11:25-12:55 hall",
        "side": "11:25-12:25 small",
    }
    assert not plan.collisions


def test_what_has_begun_ends_later_whatever_else_runs_meanwhile():
    meanwhile = slot("meanwhile", "10:00", "10:15", room="small", fixed=True)
    plan = shift([*MORNING, meanwhile], "opening", 25, has_begun=True)
    assert plan.barrier.id == "lunch"
    assert clock(plan)["opening"] == "09:30-10:55 hall" and clock(plan)["plenary"] == "11:25-12:55 hall"


def test_what_would_run_into_the_fixed_session_is_said():
    plan = shift(MORNING, "opening", 40)
    assert [(pair.first.id, pair.second.id, pair.minutes) for pair in plan.collisions] == [
        ("plenary", "lunch", 10)
    ]


def test_a_pause_is_shortened_where_asked():
    plan = shift(MORNING, "opening", 40, pauses_to=15)
    assert clock(plan)["coffee"] == "11:10-11:25"
    assert clock(plan)["plenary"] == "11:25-12:55 hall"
    assert not plan.collisions


def test_what_runs_into_the_fixed_session_is_cut_where_asked():
    plan = shift(MORNING, "opening", 40, cut=True)
    assert clock(plan)["plenary"] == "11:40-13:00 hall"
    assert not plan.collisions


def test_in_one_room_the_others_stay():
    plan = shift(MORNING, "plenary", 15, whole_day=False)
    assert clock(plan) == {"plenary": "11:15-12:45 hall"}


def test_in_one_room_the_pause_of_all_is_not_run_over_unsaid():
    plan = shift(MORNING, "opening", 15, whole_day=False)
    assert [(pair.first.id, pair.second.id) for pair in plan.collisions] == [("opening", "coffee")]


def test_earlier_is_said_where_it_runs_into_what_was_before():
    plan = shift(MORNING, "plenary", -10)
    assert clock(plan)["plenary"] == "10:50-12:20 hall"
    assert {(pair.first.id, pair.second.id) for pair in plan.collisions} == {
        ("coffee", "plenary"),
        ("coffee", "side"),
    }


def test_a_fixed_session_that_was_chosen_itself_moves():
    slots = [slot("minister", "09:30", "10:00", fixed=True), slot("next", "10:00", "11:00")]
    assert clock(shift(slots, "minister", 25)) == {"minister": "09:55-10:25 hall", "next": "10:25-11:25 hall"}


def test_a_session_without_time_has_nothing_that_follows():
    with pytest.raises(Refused, match="has no time"):
        shift([Slot("tray", title="tray")], "tray", 10)


def test_swapping_neighbours_of_different_length_leaves_no_gap():
    slots = [slot("long", "09:00", "10:30"), slot("mid", "10:30", "10:45"), slot("short", "10:45", "11:15")]
    assert clock(swap(slots, "long", "short")) == {
        "short": "09:00-09:30 hall",
        "mid": "09:30-09:45 hall",
        "long": "09:45-11:15 hall",
    }


def test_swapping_across_the_pause_of_all_exchanges_the_lengths():
    plan = swap(MORNING, "opening", "plenary")
    assert plan.exchanged
    assert clock(plan) == {"opening": "11:00-12:30 hall", "plenary": "09:30-10:30 hall"}


def test_swapping_between_rooms_keeps_the_lengths_and_says_what_is_in_the_way():
    slots = [
        slot("a", "09:00", "11:00"),
        slot("b", "09:00", "10:00", room="small"),
        slot("c", "10:00", "11:00", room="small"),
    ]
    plan = swap(slots, "a", "b")
    assert clock(plan) == {"a": "09:00-11:00 small", "b": "09:00-10:00 hall"}
    assert [(pair.first.id, pair.second.id) for pair in plan.collisions] == [("a", "c")]


def test_swapping_with_what_has_no_time_puts_the_other_into_the_tray():
    slots = [slot("a", "09:00", "10:00"), Slot("tray", title="tray")]
    moved = {move.after.id: move.after for move in swap(slots, "tray", "a").moves}
    assert (moved["tray"].start, moved["tray"].end, moved["tray"].room) == (at("09:00"), at("10:00"), "hall")
    assert moved["a"].start is None


def test_the_hour_on_the_clock_stays_when_the_clocks_change():
    zone = zoneinfo.ZoneInfo("Europe/Zurich")
    saturday, sunday = dt.date(2027, 3, 27), dt.date(2027, 3, 28)
    start = dt.datetime(2027, 3, 27, 10, tzinfo=zone)
    slots = [Slot("a", start, start + dt.timedelta(hours=1), "hall", saturday)]
    plan = move_selection(slots, ["a"], MoveTarget(day=sunday), zone)
    assert plan.moves[0].after.start == dt.datetime(2027, 3, 28, 10, tzinfo=zone)


def test_a_fingerprint_changes_with_the_agenda():
    seen = shift(MORNING, "opening", 25).fingerprint
    assert shift(MORNING, "opening", 25).fingerprint == seen
    changed = [slot("opening", "09:30", "10:30", revision=2), *MORNING[1:]]
    assert shift(changed, "opening", 25).fingerprint != seen


@pytest.mark.parametrize(
    ("minutes", "total", "fitted"),
    [
        pytest.param([20, 20, 20], 45, [15, 15, 15], id="scaled down"),
        pytest.param([10, 20], 60, [20, 40], id="scaled up"),
        pytest.param([10, 10, 10], 100, [34, 33, 33], id="the odd minute goes to the first"),
        pytest.param([None, 30, None], 90, [30, 30, 30], id="no minutes: as long as the others"),
        pytest.param([None, None], 30, [15, 15], id="none has minutes"),
        pytest.param([300, 1, 1], 10, [8, 1, 1], id="none falls below one"),
        pytest.param([], 10, [], id="no items"),
    ],
)
def test_fitting(minutes, total, fitted):
    assert fit_minutes(minutes, total) == fitted
