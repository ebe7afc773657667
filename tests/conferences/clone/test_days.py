"""Days move with the conference; hours stay as the clock on the wall shows them."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from confman.conferences.domain.clone.days import DateShift, in_year

ZONES = (
    "Asia/Tashkent", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia",
    "Africa/Casablanca", "Asia/Tehran", "America/Santiago", "UTC",
)  # fmt: skip
MOMENTS = st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC))
MOVES = st.builds(DateShift, st.integers(-3000, 3000).map(dt.timedelta), st.sampled_from(ZONES).map(ZoneInfo))


def wall(moment, move):
    return moment.astimezone(move.zone).replace(tzinfo=None, fold=0)


@given(MOMENTS, MOVES)
def test_the_hour_on_the_clock_stays_wherever_the_clock_has_it(moment, move):
    wanted = wall(moment, move) + move.by
    there = wanted.replace(tzinfo=move.zone).astimezone(dt.UTC)
    assume(there.astimezone(move.zone).replace(tzinfo=None, fold=0) == wanted)
    assert wall(move(moment), move) == wanted


@given(MOMENTS, MOVES)
def test_an_hour_that_the_clock_leaves_out_becomes_the_next_one(moment, move):
    wanted, moved = wall(moment, move) + move.by, wall(move(moment), move)
    assert wanted <= moved
    assert moved == wanted or wall(move(moment) - dt.timedelta(seconds=1), move) < wanted


@given(MOMENTS, st.integers(1, 3 * 24 * 60), MOVES)
def test_what_ends_after_it_starts_still_does(start, minutes, move):
    begins, ends = move.span(start, start + dt.timedelta(minutes=minutes))
    assert begins < ends


@given(st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1)), MOVES)
def test_a_day_moves_by_as_many_days(day, move):
    assert move(day) - day == move.by


def test_nothing_stays_nothing():
    assert DateShift(dt.timedelta(7), ZoneInfo("UTC"))(None) is None


def test_nine_o_clock_in_winter_is_nine_o_clock_in_summer():
    berlin = ZoneInfo("Europe/Berlin")
    winter = dt.datetime(2027, 1, 11, 9, tzinfo=berlin)
    assert DateShift(dt.timedelta(182), berlin)(winter) == dt.datetime(2027, 7, 12, 9, tzinfo=berlin)
    assert DateShift(dt.timedelta(182), berlin)(winter) - winter == dt.timedelta(182) - dt.timedelta(hours=1)


def test_half_past_two_on_the_night_of_the_change_is_three():
    berlin = ZoneInfo("Europe/Berlin")
    moved = DateShift(dt.timedelta(7), berlin)(dt.datetime(2027, 3, 21, 2, 30, tzinfo=berlin))
    assert moved == dt.datetime(2027, 3, 28, 3, tzinfo=berlin)


def test_the_year_in_symbols_moves_but_no_other_number():
    before, after = dt.date(2027, 3, 30), dt.date(2029, 3, 30)
    assert in_year("CONF/2027/", before, after) == "CONF/2029/"
    assert in_year("12027 and 20277", before, after) == "12027 and 20277"
