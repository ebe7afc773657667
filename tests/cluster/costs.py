"""The cost of one of each on the cluster's processors, measured while nobody else is there: for benchmarks/day."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from script.tooling.cluster import machines
from script.tooling.cluster.layout import DATABASES, WEBS, WORKERS

PARTS = {"web": (*WEBS, "haproxy", "redis"), "databases": tuple(DATABASES), "workers": WORKERS}
TICKS = 100  # a second, on Linux
IDLE = 15  # seconds
SETTLED = 3  # seconds after which nothing of it is still being done


def costs_of(acts: dict[str, list[Callable[[], Any]]]) -> dict[str, dict[str, float]]:
    """Do the acts of each kind, a few at once; return the milliseconds of one for each part of the cluster.

    What the cluster takes with nobody there is subtracted.
    """
    time.sleep(IDLE)  # until the work of the day is done
    before, began = spent(), time.monotonic()
    time.sleep(IDLE)
    idle = {part: (spent()[part] - before[part]) / (time.monotonic() - began) for part in PARTS}
    found = {}
    for name, each in acts.items():
        at_once, times = (len(each) if len(set(each)) == len(each) else 1), len(each)
        before, began = spent(), time.monotonic()
        with ThreadPoolExecutor(at_once) as threads:
            for done in [threads.submit(act) for act in each]:
                done.result()
        time.sleep(SETTLED)
        after, seconds = spent(), time.monotonic() - began
        found[name] = {
            part: round((after[part] - before[part] - idle[part] * seconds) / times * 1000, 2)
            for part in PARTS
        }
    return {"idle, a second": {part: round(share * 1000, 1) for part, share in idle.items()}, **found}


def spent() -> dict[str, float]:
    """Return the seconds of processors that each part has taken until now."""
    return {part: sum(map(_seconds_of, names)) for part, names in PARTS.items()}


def _seconds_of(name: str) -> float:
    ticks = 0
    for process in machines.processes_of(name):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # Its own, and of its children that have ended.
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS
