"""The day, simulated: requests queue for the cores that make pages and then for the database; jobs for the workers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from random import Random

from benchmarks.day.costs import Cost
from benchmarks.day.events import MINUTE, WAVES, Day, Wave, arrivals
from benchmarks.day.queues import departures, percentile


@dataclass(frozen=True)
class Machines:
    """The machines: cores that make pages, cores of the database, processes of workers."""

    cores: int = 2
    database_cores: int = 1
    workers: int = 2


@dataclass(frozen=True)
class Waits:
    """The times that requests of one kind took, from arrival to answer, in seconds."""

    label: str
    number: int
    busiest: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True)
class Result:
    """The outcome of a day."""

    waits: list[Waits]
    busiest_minute: int
    requests_in_it: int
    # The share of the cores' time in that minute for what came in it: above 1 a line grows.
    load_in_it: float


def simulate(day: Day, machines: Machines, costs: dict[str, Cost]) -> Result:
    """Return the waits of a day; the same seed gives the same."""
    random = Random(day.seed)
    coming = [(at, wave) for wave in WAVES for at in arrivals(wave, day, random)]
    coming.sort(key=lambda each: each[0])
    times: dict[str, list[float]] = {wave.label: [] for wave in WAVES}
    for are_jobs, servers in ((False, machines.cores), (True, machines.workers)):
        queue = [each for each in coming if each[1].is_job == are_jobs]
        for (at, wave), done in zip(queue, _through(queue, servers, machines, costs, random), strict=True):
            times[wave.label].append(done - at)
    return _result(coming, times, machines, costs)


def _through(
    queue: list[tuple[float, Wave]], servers: int, machines: Machines, costs: dict[str, Cost], random: Random
) -> list[float]:
    """Return when each is done: first by the processes of confman, then, in the order they ask, by the database."""
    spent = [random.expovariate(1 / costs[wave.cost].web) for _at, wave in queue]
    made = list(departures([at for at, _wave in queue], spent, servers))
    order = sorted(range(len(made)), key=made.__getitem__)
    asked = [costs[queue[each][1].cost].database for each in order]
    asked = [random.expovariate(1 / mean) if mean else 0.0 for mean in asked]
    done = made.copy()
    for each, at in zip(
        order, departures([made[each] for each in order], asked, machines.database_cores), strict=True
    ):
        done[each] = at
    return done


def _result(
    coming: list[tuple[float, Wave]],
    times: dict[str, list[float]],
    machines: Machines,
    costs: dict[str, Cost],
) -> Result:
    per_minute: dict[str, Counter[int]] = {wave.label: Counter() for wave in WAVES}
    work: defaultdict[int, float] = defaultdict(float)
    requests: Counter[int] = Counter()
    for at, wave in coming:
        minute = int(at // MINUTE)
        per_minute[wave.label][minute] += 1
        if not wave.is_job:
            requests[minute] += 1
            work[minute] += costs[wave.cost].web
    waits = [
        Waits(
            label,
            len(found),
            max(per_minute[label].values(), default=0),
            *(percentile(found, share) for share in (0.5, 0.95, 0.99)),
        )
        for label, taken in times.items()
        for found in [sorted(taken)]
    ]
    busiest = max(work, key=lambda minute: (work[minute], -minute))
    return Result(waits, busiest, requests[busiest], work[busiest] / MINUTE / machines.cores)
