"""The needs of large services, and the part that fails first: reckoned from the costs, for docs/operation/scale.md."""

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.day.costs import Cost

NEEDS = Path(__file__).with_name("needs.toml")
Needs = dict[str, dict[str, float]]
# Of a machine to begin with, against which each moment is held.
CORES, WORKERS = 2, 2
PAGES_OF_A_CONFERENCE = 8
SECONDS_KEPT = 60


@dataclass(frozen=True)
class Moment:
    """A moment of much work: so many of each cost a second, done where pages are made, or by workers."""

    label: str
    rates: dict[str, float]
    is_job: bool = False

    def cores(self, costs: dict[str, Cost]) -> float:
        """Return how many cores confman keeps busy."""
        return sum(rate * costs[name].web for name, rate in self.rates.items())

    def database_cores(self, costs: dict[str, Cost]) -> float:
        """Return how many cores the database keeps busy."""
        return sum(rate * costs[name].database for name, rate in self.rates.items())

    def megabits(self, costs: dict[str, Cost]) -> float:
        """Return what is sent in a second."""
        return sum(rate * costs[name].bytes for name, rate in self.rates.items()) * 8 / 1e6


@dataclass(frozen=True)
class Service:
    """The demand: people, requests of readers in a month, and the worst moments."""

    label: str
    people: int
    reads_a_month: float
    bodies: float
    moments: Sequence[Moment]


def rendered(readers: float, conferences: int) -> float:
    """Return how many pages a second are made anew, as a page is kept for a minute.

    The readers are spread over the conferences as words over a text: the second has half as many as the first, the
    tenth a tenth (Zipf). A page is made once in each minute in which somebody asks for it.
    """
    whole = sum(1 / rank for rank in range(1, conferences + 1))
    per_page = (readers / rank / whole / PAGES_OF_A_CONFERENCE for rank in range(1, conferences + 1))
    asked = sum(1 - math.exp(-rate * SECONDS_KEPT) for rate in per_page)
    return asked * PAGES_OF_A_CONFERENCE / SECONDS_KEPT


def summit(people: int = 100_000) -> Service:
    """Return one conference: a release that two thirds of all open at once, mails to all within an hour."""
    phones = people * 0.7 / 180
    return Service(
        f"A summit of {people:,} registrants",
        people,
        people * 200,
        PAGES_OF_A_CONFERENCE * 20,
        [
            Moment(
                "registration opens: a fifth within ten minutes", {"registration": people * 0.2 / 600}
            ),
            Moment(
                "a release: seven of ten open two pages, most within three minutes",
                {"kept_page": 2 * phones, "static_file": 2 * phones, "cold_page": PAGES_OF_A_CONFERENCE / 60},
            ),
            Moment("doors: nine of ten within 90 minutes, at their fullest", {"scan": people * 0.9 * 2 / 5400}),
            Moment("the secretariat: one of 200 opens a page each half minute", {"secretariat_page": people / 6000}),
            Moment("a mail to all within an hour", {"mail": people / 3600}, is_job=True),
            Moment("all badges within an hour", {"badge": people / 3600}, is_job=True),
        ],
    )  # fmt: skip


def many(conferences: int = 10_000, readers: float = 1000, people: int = 500) -> Service:
    """Return a service of many conferences, of 500 people each, and so many readers a second."""
    cold = rendered(readers, conferences)
    return Service(
        f"{conferences:,} conferences of {people} people, {readers:,.0f} readers a second",
        conferences * people,
        readers * 86_400 * 30 / 4,  # the rate is that of the busiest hours
        cold * SECONDS_KEPT,
        [
            Moment("readers: pages of the store", {"kept_page": readers, "static_file": readers / 10}),
            Moment("readers: pages made anew, each once a minute", {"ordinary_page": cold}),
            Moment(
                "registrations: all of a year, in 1,000 working hours",
                {"registration": conferences * people / 3.6e6},
            ),
            Moment(
                "doors: one of 200 conferences opens in this hour",
                {"scan": conferences / 200 * people * 0.9 / 3600},
            ),
            Moment(
                "the secretariats: one of 50 is at work, a page each half minute",
                {"secretariat_page": conferences / 50 / 30},
            ),
            Moment("ten mails to each, in 1,000 working hours", {"mail": conferences * people / 3.6e5}, is_job=True),
        ],
    )  # fmt: skip


def moments_table(service: Service, costs: dict[str, Cost]) -> str:
    """Return the moments of a service, the heaviest first: what gives way first stands at the top."""
    lines = [
        "| What | A second | Cores | of the database | Mbit/s | Of a machine of two cores |",
        "|---|---|---|---|---|---|",
    ]
    for moment in sorted(service.moments, key=lambda each: -each.cores(costs)):
        cores = moment.cores(costs)
        most = max(moment.rates.values())
        lines.append(
            f"| {moment.label} | {most:,.0f} | {cores:.2f} | {moment.database_cores(costs):.2f} "
            f"| {moment.megabits(costs):,.0f} | {cores / (WORKERS if moment.is_job else CORES):.0%} |"
        )
    return "\n".join(lines)


def resources(service: Service, costs: dict[str, Cost], needs: Needs) -> list[tuple[str, str, float]]:
    """Return what a service needs: what, how much, and what it costs in a month.

    The moments of a summit come one after another, but a service is laid out for all at once: some of its conferences
    have each of them at any time. Taking the sum for both is the cautious side.
    """
    sizes, prices, busy = needs["sizes"], needs["prices"], needs["shares"]["busy"]
    web = _whole(sum(moment.cores(costs) for moment in service.moments if not moment.is_job) / busy)
    workers = _whole(sum(moment.cores(costs) for moment in service.moments if moment.is_job) / busy)
    database = _whole(sum(moment.database_cores(costs) for moment in service.moments) / busy)
    store = service.bodies * sizes["kept_body_bytes"] / 1e9
    memory = (
        web * sizes["web_process_gb"]
        + workers * sizes["worker_process_gb"]
        + database * sizes["database_gb_per_core"]
        + store
    )
    disk = service.people * sizes["person_gb"]
    traffic = service.reads_a_month * costs["kept_page"].bytes / 1e9
    connections = web * sizes["connections_per_web_process"]
    connections += workers * sizes["connections_per_worker_process"]
    pool = " (a pooler is needed)" if connections > sizes["connections"] else ""
    kept = "enough on each machine" if service.bodies <= sizes["kept_bodies"] else "Redis is needed"
    return [
        ("cores for pages, a process each", f"{web}", web * prices["core"]),
        ("cores for workers, a process each", f"{workers}", workers * prices["core"]),
        ("cores for the database", f"{database}", database * prices["core"]),
        ("memory", f"{memory:.0f} GB", memory * prices["memory_gb"]),
        ("pages kept at once", f"{service.bodies:,.0f}, {store:.2f} GB ({kept})", 0),
        ("disk", f"{disk:,.0f} GB", disk * prices["disk_gb"]),
        ("connections to the database", f"{connections:.0f}{pool}", 0),
        ("sent in a month", f"{traffic:,.0f} GB", traffic * prices["traffic_gb"]),
    ]


def resources_table(rows: Iterable[tuple[str, str, float]]) -> str:
    """Return the resources with their money and its sum."""
    found = list(rows)
    lines = ["| What | How much | Money a month |", "|---|---|---|"]
    lines += [
        f"| {label} | {amount} | {f'{money:,.0f}' if money else ''} |" for label, amount, money in found
    ]
    lines.append(f"| all | | {sum(money for _label, _amount, money in found):,.0f} |")
    return "\n".join(lines)


def tables(costs: dict[str, Cost], needs: Needs) -> str:
    """Return the tables of docs/operation/scale.md."""
    parts = []
    for service in (summit(), many()):
        parts += [f"### {service.label}", moments_table(service, costs)]
        parts.append(resources_table(resources(service, costs, needs)))
    return "\n\n".join(parts)


def read_needs(path: Path = NEEDS) -> Needs:
    """Return prices and sizes."""
    return tomllib.loads(path.read_text())


def _whole(number: float) -> int:
    return max(1, math.ceil(number))
