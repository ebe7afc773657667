"""The arrivals of a day of one or more conferences, as lists of times. People are shared out among the conferences."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

MINUTE = 60
HOUR = 3600
# Languages and views in which a page is asked for, each made once after a release.
VIEWS = 8


@dataclass(frozen=True)
class Day:
    """The day that is simulated."""

    people: int = 10_000
    conferences: int = 1
    # Within how many minutes the conferences do the same: they are not all in one time zone.
    spread: int = 0
    seed: int = 1


@dataclass(frozen=True)
class Wave:
    """A kind of request: its cost, how many come for each person and conference, and when one of them comes."""

    label: str
    cost: str
    is_job: bool
    per_person: float
    per_conference: float
    moment: Callable[[Random], float]


def _after(hour: float, mean: float) -> Callable[[Random], float]:
    """Return a moment after an hour: most at once, then fewer and fewer, by this mean in seconds."""
    return lambda random: hour * HOUR + random.expovariate(1 / mean)


def _around(first: float, most: float, last: float) -> Callable[[Random], float]:
    return lambda random: random.triangular(first * HOUR, last * HOUR, most * HOUR)


def _between(first: float, last: float) -> Callable[[Random], float]:
    return lambda random: random.uniform(first * HOUR, last * HOUR)


_RELEASE, _VOTE = 7 + 40 / 60, 11.0
WAVES = (
    Wave("badges of those who came last, 7:00", "badge", True, 0.1, 0, _after(7, 1)),
    Wave("release at 7:40: pages made anew", "cold_page", False, 0, VIEWS, _after(_RELEASE, 20)),
    Wave("release at 7:40: agenda on phones", "kept_page", False, 1.4, 0, _after(_RELEASE, 3 * MINUTE)),
    Wave("release at 7:40: styles and scripts", "static_file", False, 1.4, 0, _after(_RELEASE, 3 * MINUTE)),
    Wave("release at 7:40: mails to those concerned", "mail", True, 0.3, 0, _after(_RELEASE, 1)),
    Wave("doors, 8:00 to 9:30", "scan", False, 0.9, 0, _around(8, 8.8, 9.5)),
    Wave("registration at the desk", "registration", False, 0.02, 0, _around(8, 9, 12)),
    Wave("confirmations with ticket", "mail", True, 0.02, 0, _around(8, 9, 12)),
    Wave("pages of the secretariat", "secretariat_page", False, 2, 0, _between(7.5, 18)),
    Wave("reading through the day", "kept_page", False, 6, 0, _between(8, 18)),
    Wave("vote at 11:00: recorded at the desk", "vote", False, 0, 10, _after(_VOTE, MINUTE)),
    Wave("vote at 11:00: result on phones", "kept_page", False, 0.5, 0, _after(_VOTE, 2 * MINUTE)),
    Wave("doors of sessions after lunch", "scan", False, 0.5, 0, _around(13.5, 13.9, 14.2)),
)


def arrivals(wave: Wave, day: Day, random: Random) -> Iterator[float]:
    """Yield the times at which the requests of a wave come, in no order."""
    shifts = [random.uniform(-0.5, 0.5) * day.spread * MINUTE for _number in range(day.conferences)]
    for _number in range(round(wave.per_person * day.people)):
        yield random.choice(shifts) + wave.moment(random)
    for shift in shifts:
        for _number in range(round(wave.per_conference)):
            yield shift + wave.moment(random)
