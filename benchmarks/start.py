"""Measure how long confman takes to start, beside Django alone. Run: .venv/bin/python -m benchmarks.start [--whole]

Processor time of `manage.py --help`, of `migrate` of an empty database and of setting up Django with its own apps, in
turns; both compiled before, and with what has to be compiled first. With `--whole` also the first `script/server` of a
clean clone and `script/checks`, by the clock. Fails where a bound is exceeded; script/nightly runs it.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
TIMES = 9
DJANGO_ALONE = """
import django
from django.conf import settings

apps = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
settings.configure(SECRET_KEY="none", INSTALLED_APPS=[f"django.contrib.{app}" for app in apps])
django.setup()
"""
ALONE = ("-c", DJANGO_ALONE)
HELP = ("manage.py", "--help")
MIGRATE = ("manage.py", "migrate", "--verbosity=0")
# The factor by which each may take longer than Django alone, in processor time, which other work changes little.
MAX_FACTOR = {HELP: 1.7, MIGRATE: 8.0}
# And seconds by the clock on a quiet machine, by what takes them; more in proportion on one that is slower or busy.
WITHIN = {"first `script/server` of a clone": 45, "`script/checks`": 60}
# Seconds by the clock that Django alone takes on the quiet machine for which bounds in seconds are given.
ALONE_WHEN_QUIET = 0.4


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.start")
    parser.add_argument(
        "--whole", action="store_true", help="also script/server of a clone, and script/checks"
    )
    whole = parser.parse_args().whole
    exceeded = []
    print("| Start of a command | Work | Django alone | times as much | at most |\n|---|---|---|---|---|")
    for said, command, is_compiled in (
        ("`--help`, compiled before", HELP, True),
        ("`--help`, to be compiled", HELP, False),
        ("`migrate` of an empty SQLite", MIGRATE, True),
    ):
        ours, alone = medians(command, is_compiled=is_compiled)
        bound = MAX_FACTOR[command] if is_compiled else "–"
        print(f"| {said} | {ours:.2f} s | {alone:.2f} s | {ours / alone:.2f} | {bound} |", flush=True)
        if is_compiled and ours > MAX_FACTOR[command] * alone:
            exceeded.append(said)
    if whole:
        print(
            "\n| By the clock | It took | machine slower by | reckoned quiet | at most |\n|---|---|---|---|---|"
        )
        for (said, most), act in zip(WITHIN.items(), (first_server, checks), strict=True):
            took, slowness = by_the_clock(act)
            print(
                f"| {said} | {took:.0f} s | {slowness:.1f} | {took / slowness:.0f} s | {most} s |", flush=True
            )
            if took > most * slowness:
                exceeded.append(said)
    if exceeded:
        sys.exit(f"Too slow: {', '.join(exceeded)}. See “Start” in benchmarks/README.md.")


def medians(command: tuple[str, ...] = HELP, *, is_compiled: bool = True) -> tuple[float, float]:
    """Return the processor seconds of a command and of Django alone, measured in turns: medians."""
    measured: dict[tuple[str, ...], list[float]] = {command: [], ALONE: []}
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        python = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": "" if is_compiled else "1"}
        here = {name: value for name, value in os.environ.items() if name != "CONFMAN_DATABASE_URL"} | python
        for turn in range(TIMES + is_compiled):
            for each, times in measured.items():
                with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as data:
                    Path(data, "static").mkdir()
                    spent = seconds(each, {**here, "CONFMAN_DATA": data})
                if turn >= is_compiled:
                    times.append(spent)
    return median(measured[command]), median(measured[ALONE])


def seconds(command: tuple[str, ...], environment: dict[str, str]) -> float:
    """Return the processor time of Python with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def by_the_clock(act: Callable[[], float]) -> tuple[float, float]:
    """Return the seconds that it took, and how many times as slow as a quiet one the machine was: at least 1."""
    before = alone_by_the_clock()
    took = act()
    return took, max(1.0, (before + alone_by_the_clock()) / 2 / ALONE_WHEN_QUIET)


def alone_by_the_clock() -> float:
    """Return the median of the seconds that Django alone takes to start, by the clock."""
    taken = []
    for _turn in range(5):
        began = time.monotonic()
        subprocess.run([sys.executable, *ALONE], check=True)
        taken.append(time.monotonic() - began)
    return median(taken)


def first_server() -> float:
    """Return the seconds from the first `script/server` in a clean clone to its address. It installs all packages."""
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        clone = Path(folder, "clone")
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        named = ("CONFMAN_", "DJANGO_", "PYTHON", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(named)}
        began = time.monotonic()
        server = subprocess.Popen(
            [clone / "script" / "server"],
            env={**environment, "HOME": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout
            if not any(line.startswith("confman is running: ") for line in server.stdout):
                raise RuntimeError("script/server ended before it ran; its own words are above.")
            return time.monotonic() - began
        finally:
            server.terminate()
            server.wait()


def checks() -> float:
    """Return the seconds of `script/checks`, once all that it needs is installed."""
    subprocess.run([ROOT / "script" / "setup", "--checks"], check=True, stderr=subprocess.DEVNULL)
    began = time.monotonic()
    subprocess.run([ROOT / "script" / "checks"], check=True, stdout=sys.stderr)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
