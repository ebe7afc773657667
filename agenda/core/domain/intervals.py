"""Searching stretches of time without comparing each with each."""

import datetime as dt
import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from confman.conferences.models import Conference

# From and until.
Hours = tuple[dt.datetime, dt.datetime]
NOTHING = dt.timedelta()
# Nobody reads more connected pairs than this one by one; a thousand in one place make half a million.
MAX_PAIRS = 100
# Until this hour a night belongs to the day before: an end before it and before the start is on the next day.
SMALL_HOURS = dt.time(6)


def on_day(day: dt.date, starts: dt.time, ends: dt.time, zone: dt.tzinfo) -> Hours:
    """Return the hours that begin on a day; an end that is not after the start is in the following night."""
    last = day + dt.timedelta(days=1 if ends <= starts else 0)
    return dt.datetime.combine(day, starts, tzinfo=zone), dt.datetime.combine(last, ends, tzinfo=zone)


def ends_too_early(starts: dt.time, ends: dt.time) -> bool:
    """Tell whether an end is neither after the start nor in the small hours of the following night."""
    return SMALL_HOURS < ends <= starts


class IntervalLike(Protocol):
    """Anything that begins, is over, and has an id that tells it from others."""

    @property
    def id(self) -> str: ...
    @property
    def start(self) -> dt.datetime: ...
    @property
    def until(self) -> dt.datetime: ...


Some = TypeVar("Some", bound=IntervalLike)


def by_start(stretches: Iterable[Some]) -> list[Some]:
    """Return the stretches in order of time."""
    return sorted(stretches, key=attrgetter("start", "id"))


def overlaps(stretches: Iterable[Some]) -> Iterator[tuple[Some, Some]]:
    """Yield each pair that shares a moment, the earlier first; to begin when another ends is not to overlap it."""
    running: list[tuple[dt.datetime, int, Some]] = []
    for number, stretch in enumerate(by_start(stretches)):
        while running and running[0][0] <= stretch.start:
            heapq.heappop(running)
        for _until, _number, other in running:
            yield other, stretch
        heapq.heappush(running, (stretch.until, number, stretch))


def overlapping_groups(
    stretches: Iterable[Some], margin: dt.timedelta = NOTHING
) -> Iterator[tuple[Some, ...]]:
    """Yield the pairs as `overlaps` does; where more than MAX_PAIRS are connected, all their stretches as one.

    With a margin, also those that begin less than it after another has ended.
    """
    running: list[tuple[dt.datetime, int, Some]] = []
    pairs: list[tuple[Some, ...]] = []
    crowd: list[Some] = []
    for number, stretch in enumerate(by_start(stretches)):
        while running and running[0][0] <= stretch.start:
            heapq.heappop(running)
        if not running:
            yield from [tuple(crowd)] if len(pairs) > MAX_PAIRS else pairs
            pairs, crowd = [], []
        crowd.append(stretch)
        if len(pairs) <= MAX_PAIRS:
            pairs += [(other, stretch) for _until, _number, other in running]
        heapq.heappush(running, (stretch.until + margin, number, stretch))
    yield from [tuple(crowd)] if len(pairs) > MAX_PAIRS else pairs


def joined(hours: Iterable[Hours]) -> list[Hours]:
    """Return the hours in order, those that overlap or touch as one."""
    merged: list[Hours] = []
    for start, until in sorted(hours):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((start, until))
    return merged


def covers(hours: Sequence[Hours], start: dt.datetime, until: dt.datetime) -> bool:
    """Tell whether the whole stretch lies within one of the joined `hours`."""
    index = bisect_right(hours, start, key=lambda stretch: stretch[0])
    return index > 0 and until <= hours[index - 1][1]


def minutes(length: dt.timedelta) -> int:
    return int(length.total_seconds() // 60)


def clock_hours(start: dt.datetime, end: dt.datetime | None) -> str:
    """Return 10:00–11:30; only the beginning where the end is not known."""
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}"


def local_hours(conference: Conference, start: dt.datetime, end: dt.datetime | None) -> str:
    """Return 10:00–11:30 in the conference's zone."""
    return clock_hours(conference.local(start), conference.local(end) if end else None)


def time_in_words(conference: Conference, start: dt.datetime | None, end: dt.datetime | None) -> str:
    """Return 30.03, 10:00–11:30 in the conference's zone: short, for a line in a list of faults."""
    if start is None:
        return _("not scheduled")
    return f"{conference.local(start):%d.%m}, {local_hours(conference, start, end)}"
