"""Runs of all benchmarks: what they print is read as figures, kept, and compared with the last run."""

import json

import pytest

from benchmarks.runs import __main__ as runs
from benchmarks.runs.figures import Figure, differences, figures

PRINTED = """
Two cores.

| What | Of | Work | Beside | a second | Aim |
|---|---|---|---|---|---|
| import of people | 1,000 | 1,250.5 ms | 0.5 s | 800 | 2 s |
| import of people | 100 | 130 ms | – | 769 | 2 s |

A sentence with 12 ms | in it.

| Page | Queries | Memory |
|------|---------|--------|
| Today | 108 | 52 MB |

| Sessions | Load |
|---|---|
| 100 | 2 ms |
| 1,000 | 20 ms |
"""


def test_tables_become_figures_by_row_and_column_in_seconds_and_bytes():
    assert figures(PRINTED) == {
        "import of people, 1,000 · Work": Figure(1.2505, "s"),
        "import of people, 1,000 · Beside": Figure(0.5, "s"),
        "import of people, 1,000 · a second": Figure(800, "/s"),
        "import of people, 100 · Work": Figure(0.13, "s"),
        "import of people, 100 · a second": Figure(769, "/s"),
        "Today · Queries": Figure(108, ""),
        "Today · Memory": Figure(52e6, "B"),
        "100 · Load": Figure(0.002, "s"),
        "1,000 · Load": Figure(0.02, "s"),
    }


def test_times_are_compared_by_what_the_machine_takes_and_numbers_as_they_are():
    before = figures(PRINTED)
    twice_as_slow = {
        name: Figure(
            figure.value * 2
            if figure.unit == "s"
            else figure.value / 2
            if figure.unit == "/s"
            else figure.value,
            figure.unit,
        )
        for name, figure in before.items()
    }
    assert differences(twice_as_slow, before, machine=2) == []
    worse = differences(twice_as_slow, before, machine=1)
    assert {each.ratio for each in worse} == {2} and len(worse) == 7
    more_queries = {**before, "Today · Queries": Figure(120, "")}
    (only,) = differences(more_queries, before, machine=1)
    assert (only.name, only.before, only.now) == ("Today · Queries", 108, 120)


def test_a_run_is_kept_and_the_next_says_what_became_slower(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(runs, "work_alone", lambda: 0.5)
    printed = iter([PRINTED, PRINTED.replace("130 ms", "260 ms"), None])
    monkeypatch.setattr(runs, "run", lambda name, database: next(printed))
    arguments = ["benchmarks", "api", "--database", "sqlite", "--keep", str(tmp_path)]
    monkeypatch.setattr("sys.argv", arguments)
    assert runs.main() == 0
    (kept,) = tmp_path.glob("*.json")
    kept.rename(tmp_path / "20000101-000000.json")
    assert json.loads((tmp_path / "20000101-000000.json").read_text())["figures"]["api, sqlite"]
    assert "times as long" not in capsys.readouterr().out
    assert runs.main() == 0
    assert "| api, sqlite: import of people, 100 · Work | 0.13 | 0.26 | 2.00 |" in capsys.readouterr().out
    assert runs.main() == 1
    assert "Failed: api on sqlite." in capsys.readouterr().err


def test_a_benchmark_that_is_not_there_is_said_with_those_that_are(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["benchmarks", "agendas"])
    with pytest.raises(SystemExit):
        runs.main()
    assert "there is no benchmark agendas" in capsys.readouterr().err


def test_every_benchmark_that_is_a_program_is_run_or_needs_something_of_its_own():
    of_its_own = {
        "choices.card_engines", "choices.typing_errors",  # what was decided once
        "counted_calls", "runs.revisions",  # compare two checkouts
        "day",  # reckons
        "runs",
        "choices.unguarded_wsgi",  # served by another
    }  # fmt: skip
    root = runs.ROOT / "benchmarks"
    programs = {
        str(path.relative_to(root).with_suffix("")).replace("/", ".").removesuffix(".__main__")
        for path in root.rglob("*.py")
        if '__name__ == "__main__"' in path.read_text() or path.name == "__main__.py"
    }
    assert programs - of_its_own == set(runs.BENCHMARKS)
