"""Compute begin and end of each cue, and find interpreters who exceed their hours by then. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agenda.core.domain.intervals import Hours, joined, minutes


class Timed(Protocol):
    """The timing of a cue."""

    minutes: int
    delay: int
    fixed_at: dt.datetime | None
    begun_at: dt.datetime | None


@dataclass(frozen=True)
class CueTimes:
    """`planned` is when it would begin had nothing been delayed.

    Before it are `gap` free minutes, or the one before runs `overlap` minutes into it.
    """

    starts: dt.datetime
    ends: dt.datetime
    planned: dt.datetime
    gap: int = 0
    overlap: int = 0

    @property
    def late(self) -> int:
        """Return minutes behind the plan; negative where it is ahead of it."""
        return minutes_between(self.planned, self.starts)


def minutes_between(first: dt.datetime, second: dt.datetime) -> int:
    """Return whole minutes from one moment to the other."""
    return minutes(second - first)


def times_of(start: dt.datetime, cues: Sequence[Timed]) -> list[CueTimes]:
    """Return the times of cues that follow one another from `start`.

    A fixed one begins at its hour, whatever precedes it, so a delay moves what comes after it up to the next
    fixed one and no further. One that has begun keeps its actual start; those after it follow from there.
    """
    planned = _begins(start, cues, as_planned=True)
    actual = _begins(start, cues, as_planned=False)
    times: list[CueTimes] = []
    for cue, begins, plan in zip(cues, actual, planned, strict=True):
        ends = begins + dt.timedelta(minutes=cue.minutes)
        # The first may be before the session begins: doors close, guests are led in.
        apart = minutes_between(times[-1].ends, begins) if times else 0
        times.append(CueTimes(begins, ends, plan, gap=max(apart, 0), overlap=max(-apart, 0)))
    return times


def _begins(start: dt.datetime, cues: Sequence[Timed], *, as_planned: bool) -> list[dt.datetime]:
    begins, following = [], start
    for cue in cues:
        moment = cue.fixed_at or following
        if not as_planned:
            moment += dt.timedelta(minutes=cue.delay)
            if cue.begun_at is not None:
                moment = cue.begun_at.replace(second=0, microsecond=0)
        begins.append(moment)
        following = moment + dt.timedelta(minutes=cue.minutes)
    return begins


def minutes_worked(hours: Iterable[Hours]) -> int:
    """Return how many minutes the hours cover: work in two places at once counts once."""
    return sum(minutes_between(start, end) for start, end in joined(hours))


def limit_passed(hours: Iterable[Hours], longest: int) -> dt.datetime | None:
    """Return the moment from which someone has worked more than `longest` minutes; None if they never do."""
    minutes_left = longest
    for start, end in joined(hours):
        worked = minutes_between(start, end)
        if worked > minutes_left:
            return start + dt.timedelta(minutes=minutes_left)
        minutes_left -= worked
    return None


def states_of(begun: Sequence[bool]) -> list[str]:
    """Return what each cue is: done, now (the last that has begun), next (the first after it), or later."""
    last = max((number for number, has in enumerate(begun) if has), default=-1)
    states = []
    for number in range(len(begun)):
        if number < last:
            states.append("done")
        elif number == last:
            states.append("now")
        else:
            states.append("next" if number == last + 1 else "later")
    return states
