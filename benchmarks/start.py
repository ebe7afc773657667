"""Measure how long a command takes to start, beside Django alone. Run: .venv/bin/python -m benchmarks.start

Processor time of `manage.py --help`, and of setting up Django with its own apps, in turns; both compiled before, and
with what has to be compiled first.
"""

import os
import resource
import subprocess
import sys
import tempfile
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
COMMANDS = {"manage.py --help": ("manage.py", "--help"), "Django alone": ("-c", DJANGO_ALONE)}


def main() -> None:
    print("| Start of a command | Work | Django alone | times as much |\n|---|---|---|---|")
    for said, is_compiled in (("compiled before", True), ("to be compiled", False)):
        ours, alone = medians(is_compiled=is_compiled)
        print(f"| {said} | {ours:.2f} s | {alone:.2f} s | {ours / alone:.2f} |")


def medians(*, is_compiled: bool) -> tuple[float, float]:
    """Return the processor seconds of `manage.py --help` and of Django alone, measured in turns: medians."""
    measured: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        python = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": "" if is_compiled else "1"}
        environment = {**os.environ, "CONFMAN_DATA": folder, **python}
        for turn in range(TIMES + is_compiled):
            for name, command in COMMANDS.items():
                spent = seconds(command, environment)
                if turn >= is_compiled:
                    measured[name].append(spent)
    ours, alone = (median(measured[name]) for name in COMMANDS)
    return ours, alone


def seconds(command: tuple[str, ...], environment: dict[str, str]) -> float:
    """Return the processor time of Python with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
