"""The simulated day: one seed, one result; lines are as long as theory says; docs/operation/scale.md has its tables."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks.day.costs import read_costs
from benchmarks.day.events import WAVES, Day
from benchmarks.day.needs import many, moments_table, read_needs, rendered, resources, summit, tables
from benchmarks.day.queues import departures, wait_by_formula
from benchmarks.day.simulation import Machines, simulate

ROOT = Path(__file__).resolve().parents[2]
COSTS = read_costs()


def test_the_same_seed_gives_the_same_day():
    day = Day(people=500, seed=7)
    first = simulate(day, Machines(), COSTS)
    assert first == simulate(day, Machines(), COSTS)
    assert first != simulate(Day(people=500, seed=8), Machines(), COSTS)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 0.7), (4, 0.8), (8, 0.8)])
def test_lines_are_as_long_as_by_erlangs_formula(servers, load):
    random, number, service = Random(3), 200_000, 1.0
    rate, at, arrivals = servers * load / service, 0.0, []
    for _number in range(number):
        at += random.expovariate(rate)
        arrivals.append(at)
    services = [random.expovariate(1 / service) for _number in range(number)]
    left = departures(arrivals, services, servers)
    waited = (
        sum(done - came - taken for done, came, taken in zip(left, arrivals, services, strict=True)) / number
    )
    assert waited == pytest.approx(wait_by_formula(rate, service, servers), rel=0.05)


@pytest.mark.nightly
def test_more_cores_make_waits_shorter_and_more_people_longer():
    def at_the_doors(people, cores):
        result = simulate(Day(people=people), Machines(cores=cores), COSTS)
        return result.waits[
            [wave.label for wave in WAVES].index("doors, 8:00 to 9:30")
        ].p99, result.load_in_it

    (alone, load), (helped, shared), (crowd, _load) = (
        at_the_doors(*each) for each in ((8_000, 1), (8_000, 8), (16_000, 1))
    )
    assert helped < alone < crowd
    assert load == pytest.approx(8 * shared)


def test_conferences_that_are_spread_come_one_after_another():
    together, spread = (
        simulate(Day(people=5000, conferences=50, spread=minutes), Machines(), COSTS) for minutes in (0, 600)
    )
    assert spread.load_in_it < together.load_in_it / 2


def test_every_cost_says_where_it_is_from():
    assert all(cost.source for cost in COSTS.values())
    assert all(cost.work > 0 for cost in COSTS.values())


def test_pages_are_made_anew_once_a_minute_at_most():
    assert rendered(readers=1e6, conferences=10) == pytest.approx(10 * 8 / 60)
    assert rendered(readers=0.001, conferences=10) < 0.001 * 1.01


def test_what_gives_way_first_stands_at_the_top_and_the_price_follows_the_prices():
    shares = [int(line.split("|")[-2].strip(" %")) for line in moments_table(many(), COSTS).splitlines()[2:]]
    assert shares == sorted(shares, reverse=True)
    needs = read_needs()
    dearer = {**needs, "prices": {name: 2 * price for name, price in needs["prices"].items()}}
    sums = [sum(money for *_names, money in resources(summit(), COSTS, each)) for each in (needs, dearer)]
    assert sums[1] == pytest.approx(2 * sums[0])


def test_the_page_has_the_tables_of_the_script():
    """`python -m benchmarks.day --needs` prints them."""
    assert tables(COSTS, read_needs()) in (ROOT / "docs" / "operation" / "scale.md").read_text()


def test_anyone_can_run_it():
    done = subprocess.run(
        [sys.executable, "-S", "-m", "benchmarks.day", "--people", "200", "--cores", "1", "--seed", "2"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "| doors, 8:00 to 9:30 | 180 |" in done.stdout
    assert "The busiest minute is " in done.stdout
