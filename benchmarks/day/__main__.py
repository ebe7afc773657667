"""Simulates a day: `python -m benchmarks.day --people 100000 --cores 8`.

Prints how long each kind of request takes (half, 95 and 99 of 100 are done within), and the busiest minute. It asks no
server and no database, and needs nothing but Python. `--needs` prints the tables of docs/operation/scale.md instead.
"""

import argparse
from pathlib import Path

from benchmarks.day.costs import MEASURED, read_costs
from benchmarks.day.events import Day
from benchmarks.day.needs import NEEDS, read_needs, tables
from benchmarks.day.simulation import Machines, Result, simulate


def parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    words = argparse.ArgumentParser(
        prog="python -m benchmarks.day",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words.add_argument("--people", type=int, default=Day.people, help="of all conferences together")
    words.add_argument("--conferences", type=int, default=Day.conferences, help="that have this day")
    words.add_argument("--spread", type=int, default=Day.spread, help="minutes within which they do the same")
    words.add_argument("--cores", type=int, default=Machines.cores, help="that make pages")
    words.add_argument("--database-cores", type=int, default=Machines.database_cores)
    words.add_argument("--workers", type=int, default=Machines.workers, help="processes that do jobs")
    words.add_argument("--seed", type=int, default=Day.seed, help="the same seed gives the same day")
    words.add_argument("--costs", type=Path, default=MEASURED, help="what one of each costs (TOML)")
    words.add_argument("--needs", action="store_true", help="print what large services need, and the money")
    words.add_argument("--prices", type=Path, default=NEEDS, help="and sizes (TOML), for --needs")
    return words


def duration(seconds: float) -> str:
    """Return a time in the unit in which it is read at once."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def printed(result: Result) -> str:
    """Return the table of a day."""
    lines = ["| What | Number | In its busiest minute | p50 | p95 | p99 |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {each.label} | {each.number:,} | {each.busiest:,} | {duration(each.p50)} | {duration(each.p95)} "
        f"| {duration(each.p99)} |"
        for each in result.waits
    ]
    hour, minute = divmod(result.busiest_minute, 60)
    lines.append(
        f"\nThe busiest minute is {hour}:{minute:02}: {result.requests_in_it:,} requests, which take "
        f"{result.load_in_it:.0%} of the cores that make pages."
    )
    return "\n".join(lines)


def main() -> None:
    options = parser().parse_args()
    costs = read_costs(options.costs)
    if options.needs:
        print(tables(costs, read_needs(options.prices)))
        return
    day = Day(options.people, options.conferences, options.spread, options.seed)
    machines = Machines(options.cores, options.database_cores, options.workers)
    print(printed(simulate(day, machines, costs)))


if __name__ == "__main__":
    main()
