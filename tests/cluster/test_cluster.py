"""On many machines nothing that was answered is lost and nobody waits for long while one after the other is killed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from script.tooling.cluster import __main__ as cluster
from script.tooling.cluster.layout import FOLDER, ROOT, WORKERS, environment

pytestmark = [pytest.mark.cluster, pytest.mark.sqlite]
MAX_SECONDS = 30
# Mails that a worker sends at once: three senders of urgent mail, and one of the others.
IN_HAND = 4


@pytest.fixture(scope="module")
def results(pytestconfig: pytest.Config) -> Iterator[dict[str, Any]]:
    """Return what a day on the cluster was like."""
    file = FOLDER / "results.json"
    users, seconds = (str(pytestconfig.getoption(f"cluster_{name}")) for name in ("users", "seconds"))
    cluster.up()
    try:
        options = ["--users", users, "--seconds", seconds, "--results", str(file)]
        subprocess.run(
            [sys.executable, "-m", "tests.cluster.day", *options], cwd=ROOT, env=environment(), check=True
        )
    finally:
        cluster.down()
    found = json.loads(file.read_text())
    print(table(found, file))
    yield found


def table(results: dict[str, Any], file: Path) -> str:
    """Return the results as docs/operation/scale.md shows them."""
    lines = [f"\n{results['users']} users, {results['seconds']} s; all of it: {file}\n"]
    lines += ["| second | machine | |", "|---|---|---|"]
    lines += [f"| {at:.0f} | {name} | {what} |" for name, what, at in results["events"]]
    columns = next(iter(results["what"].values()))
    lines += ["", f"| what | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for what, row in results["what"].items():
        lines.append(f"| {what} | {' | '.join(map(str, row.values()))} |")
    lines += ["", f"a release is shown after: {results['release_seconds']}", f"{results['record']['mails']}"]
    lines += [f"{what}: {cost}" for what, cost in results["costs"].items()]
    return "\n".join(lines)


def test_what_was_answered_is_there(results: dict[str, Any]) -> None:
    assert all(results["record"]["answered"].values())
    assert not any(results["record"]["lost"].values()), results["record"]["lost"]


def test_a_file_that_was_handed_in_is_given_by_every_web_process(results: dict[str, Any]) -> None:
    assert results["record"]["files"]["handed in"]
    assert not results["record"]["files"]["lost"], results["record"]["files"]


def test_nothing_is_there_twice(results: dict[str, Any]) -> None:
    assert not any(results["record"]["twice"].values()), results["record"]["twice"]


def test_errors_end_within_half_a_minute_and_mail_is_there_within_it(results: dict[str, Any]) -> None:
    assert not results["given_up"]
    longest = max(row["longest errors"] for row in results["what"].values())
    assert longest < MAX_SECONDS, results["longest_errors"]
    assert results["what"]["mail"]["longest without one"] < MAX_SECONDS


def test_nobody_is_signed_out(results: dict[str, Any]) -> None:
    assert results["signed_out"] == 0


def test_a_release_published_on_one_is_served_by_all_within_a_second(results: dict[str, Any]) -> None:
    assert len(results["release_seconds"]) == 3
    assert max(results["release_seconds"].values()) < 1


def test_a_replica_that_is_held_back_is_not_read(results: dict[str, Any]) -> None:
    read = results["replica_held_back"]
    assert (read["from default"], read["from replica"]) == (1, 0)
    assert read["from the replica in all"]  # while it followed


def test_every_mail_is_delivered(results: dict[str, Any]) -> None:
    """A mail in the hand of a killed worker is taken again when its claim ends; that alone may arrive twice."""
    mails = results["record"]["mails"]
    assert mails["sent"] and not mails["not sent"] and not mails["sent and not delivered"], mails
    assert mails["delivered again with the same Message-ID"] <= IN_HAND * len(WORKERS), mails
