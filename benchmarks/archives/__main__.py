"""Measure the time and the memory of an archive and its restore, and compare the archive of what was restored.

    .venv/bin/python -m benchmarks.archives [PEOPLE] [--postgres ADDRESS]

First the demo, then a conference of many registrations, each with a photograph of 40 kB. In data folders of their own,
as for backups; with the address of a PostgreSQL database, in two new ones beside it, which are thrown away, too.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.backups import MAKE, PHOTO, run

SLUG = "from confman.conferences.models import Conference; print(Conference.objects.get().slug)"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("people", type=int, nargs="?", default=10_000)
    parser.add_argument("--postgres", default="", metavar="ADDRESS")
    asked = parser.parse_args()
    print("| what | time | of the processor | memory |\n|---|---|---|---|")
    measure("the demo", ["manage.py", "demo"], asked.postgres)
    measure(f"{asked.people} people", ["-c", MAKE, str(asked.people), str(PHOTO)], asked.postgres)


def measure(of: str, make: list[str], postgres: str) -> None:
    """Make a conference, archive it, restore it elsewhere, archive that, and compare."""
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder, databases(postgres) as addresses:
        here, there = Path(folder, "here"), Path(folder, "there")
        first, second = Path(folder, "first.zip"), Path(folder, "second.zip")
        address = dict(zip((here, there), addresses, strict=True))
        for data in (here, there):
            (data / "static").mkdir(parents=True)
            run(data, "manage.py", "migrate", "--verbosity=0", database=address[data])
        run(here, *make, database=address[here])
        slug = run(here, "manage.py", "shell", "-v0", "-c", SLUG, database=address[here])[0].split()[-1]
        for what, data, arguments in (
            ("archive", here, ["archive", slug, "-o", str(first)]),
            ("restore", there, ["unarchive", str(first)]),
            ("archive again", there, ["archive", slug, "-o", str(second)]),
        ):
            began = time.monotonic(), work()
            said, memory = run(data, "manage.py", *arguments, database=address[data])
            passed, worked = time.monotonic() - began[0], work() - began[1]
            print(f"| {of}: {what} | {passed:.1f} s | {worked:.1f} s | {memory} MB |", flush=True)
            print(said.strip(), file=sys.stderr)
        one, other = contents(first), contents(second)
        differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
        size = first.stat().st_size / 1e6
        print(
            f"{len(one)} files, {size:.0f} MB, {len(differing)} of them different", *differing[:5], flush=True
        )


def work() -> float:
    """Return the seconds that the processor has worked for the commands so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@contextmanager
def databases(postgres: str) -> Iterator[list[str]]:
    """Yield the addresses of two empty databases; none are those of SQLite."""
    if not postgres:
        yield ["", ""]
        return
    import psycopg

    names = [f"confman_benchmark_{os.getpid()}_{place}" for place in ("here", "there")]
    with psycopg.connect(postgres, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            yield [f"{postgres.rpartition('/')[0]}/{name}" for name in names]
        finally:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def contents(path: Path) -> dict[str, int]:
    """Return the checksums of the files of an archive, without those that name the day."""
    with zipfile.ZipFile(path) as bag:
        return {entry.filename: entry.CRC for entry in bag.infolist() if "/data/" in entry.filename}


if __name__ == "__main__":
    main()
