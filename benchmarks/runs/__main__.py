"""Run all benchmarks, or those that are named, on both databases; print, keep and compare what they print.

    script/benchmarks [NAME …] [--database sqlite] [--keep FOLDER] [--least 1.1]

On PostgreSQL (CONFMAN_DATABASE_URL, which script/benchmarks sets) each works in a new, empty database. What a run
printed is kept as a file in FOLDER, `.benchmarks` where none is named, and compared with the file before it: times are
divided by what the same work of Python alone took in either run, for machines drift. Compare only on the same machine.
Ends with 1 where a benchmark fails; a figure that became worse is said, and is for a person to judge.
"""

import argparse
import datetime as dt
import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.runs.figures import Figure, differences, figures

ROOT = Path(__file__).resolve().parent.parent.parent
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)
# Those that move a whole installation with its database file, or need no database at all, are run once.
ONCE = (SQLITE,)
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "start": ONCE,
    "runs.growth": BOTH,
    "agenda": BOTH,
    "agenda_conflicts": BOTH,
    "agenda_editor": BOTH,
    "agenda_exchange": BOTH,
    "agenda_releases": BOTH,
    "api": BOTH,
    "archives": ONCE,
    "backups": ONCE,
    "cards": BOTH,
    "documents": ONCE,
    "check_in": BOTH,
    "duplicates": BOTH,
    "documents.long": ONCE,
    "mailings": BOTH,
    "outcomes": BOTH,
    "page_weights": ONCE,
    "readers": BOTH,
    "registrations": BOTH,
    "registrations_documents": BOTH,
    "registrations_exchange": BOTH,
    "registrations_list": BOTH,
    "registrations_race": BOTH,
    "secretariat.pages": BOTH,
    "secretariat.search": BOTH,
    "urgent_mail": BOTH,
}
Figures = dict[str, dict[str, Figure]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--database", choices=BOTH, action="append")
    parser.add_argument("--keep", type=Path, default=ROOT / ".benchmarks", metavar="FOLDER")
    parser.add_argument("--least", type=float, default=1.1, metavar="FACTOR", help="what is worth telling")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHMARKS.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    databases = options.database or BOTH
    found: Figures = {"machine": {"work of Python alone": Figure(work_alone(), "s")}}
    failed = []
    for name in options.names or BENCHMARKS:
        for database in [each for each in BENCHMARKS[name] if each in databases]:
            print(f"\n## {name}, {database}\n", flush=True)
            printed = run(name, database)
            if printed is None:
                failed.append(f"{name} on {database}")
            else:
                found[f"{name}, {database}"] = figures(printed)
    before = last(options.keep)
    keep(found, options.keep)
    if before:
        print(compared(found, before, least=options.least))
    if failed:
        print(f"\nFailed: {'; '.join(failed)}.", file=sys.stderr)
    return bool(failed)


def run(name: str, database: str) -> str | None:
    """Run a benchmark and print what it prints; return that, or None where it failed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONFMAN_")}
    environment["DJANGO_SETTINGS_MODULE"] = "confman.settings"
    if real := os.environ.get("CONFMAN_REAL_DATA"):
        environment["CONFMAN_REAL_DATA"] = real
    server = os.environ.get("CONFMAN_DATABASE_URL", "")
    made = ""
    if database == POSTGRESQL:
        made = f"benchmark_{name.replace('.', '_')}_{os.getpid()}"
        execute(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made)))
        environment["CONFMAN_DATABASE_URL"] = f"{server.rpartition('/')[0]}/{made}"
    try:
        lines = []
        with subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.{name}"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout
            for line in process.stdout:
                print(line, end="", flush=True)
                lines.append(line)
        return None if process.returncode else "".join(lines)
    finally:
        if made:
            execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(made)))


def execute(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def work_alone() -> float:
    """Return the least processor seconds of some work of Python alone: how quick the machine is now."""
    taken = []
    for _time in range(5):
        begun = time.process_time()
        words = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(100_000)]
        json.loads(json.dumps(sorted(words)))
        taken.append(time.process_time() - begun)
    return min(taken)


def last(folder: Path) -> Figures | None:
    """Return the figures of the newest run that is kept, if one is."""
    kept = sorted(folder.glob("*.json"))
    if not kept:
        return None
    found = json.loads(kept[-1].read_text())["figures"]
    return {
        benchmark: {name: Figure(*pair) for name, pair in each.items()} for benchmark, each in found.items()
    }


def keep(found: Figures, folder: Path) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    revision = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    now = dt.datetime.now(dt.UTC)
    kept = {
        "at": now.isoformat(timespec="seconds"),
        "revision": revision,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "figures": found,
    }
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    print(f"\nKept as {path}.")


def compared(now: Figures, before: Figures, *, least: float) -> str:
    """Return a table of what became better or worse since the last run."""
    (alone,), (alone_before,) = now["machine"].values(), before["machine"].values()
    machine = alone.value / alone_before.value
    said = [f"\nThe machine takes {machine:.2f} times as long as the last time; times are divided by it."]
    rows = [
        f"| {benchmark}: {each.name} | {each.before:,.4g} | {each.now:,.4g} | {each.ratio:.2f} |"
        for benchmark in now.keys() & before.keys() - {"machine"}
        for each in differences(now[benchmark], before[benchmark], machine=machine, least=least)
    ]
    if not rows:
        return "\n".join([*said, f"Nothing is another by a factor of {least:g} or more."])
    head = "| What (seconds, bytes) | Last time | Now | Worse by |\n|---|---|---|---|"
    return "\n".join([*said, "", head, *sorted(rows, key=lambda row: -float(row.split("|")[-2]))])


if __name__ == "__main__":
    sys.exit(main())
