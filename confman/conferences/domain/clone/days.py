"""Days and hours of a conference, moved to those of the next one."""

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import overload
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class DateShift:
    """Moves days by `by`, and moments with their day: the hour on the clock of `zone` stays, whatever the clock does.

    An hour that a change of clock leaves out becomes the first one after it, and of an hour that comes twice it is the
    first.
    """

    by: dt.timedelta
    zone: ZoneInfo

    @overload
    def __call__(self, when: None) -> None: ...
    @overload
    def __call__(self, when: dt.datetime) -> dt.datetime: ...
    @overload
    def __call__(self, when: dt.date) -> dt.date: ...
    def __call__(self, when: dt.date | None) -> dt.date | None:
        """Return a day or a moment as it is at the next conference; None for None."""
        if when is None:
            return None
        if not isinstance(when, dt.datetime):
            return when + self.by
        local = when.astimezone(self.zone).replace(tzinfo=None, fold=0) + self.by
        return first_at(local, self.zone)

    def span(self, start: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        """Return both ends of a span of time. It keeps its length where a change of clock would turn it around."""
        begins, ends = self(start), self(end)
        return (begins, ends) if ends > begins else (begins, begins + (end - start))


def first_at(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first moment at which the clock of the zone shows this hour or, if it leaves it out, a later one."""
    # Of an hour that is left out, the earlier reading is the later moment: between both lies the change of clock.
    early = local.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
    late = local.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    if late <= early:
        return late
    seconds = range(int(early.timestamp()), int(late.timestamp()) + 1)
    change = bisect_left(
        seconds, local, key=lambda second: dt.datetime.fromtimestamp(second, zone).replace(tzinfo=None)
    )
    return dt.datetime.fromtimestamp(seconds[change], dt.UTC)


def in_year(text: str, before: dt.date, after: dt.date) -> str:
    """Return a text with the year of the next conference in place of that of the last: CONF/2017, CONF/2019."""
    return re.sub(rf"(?<!\d){before.year}(?!\d)", str(after.year), text)
