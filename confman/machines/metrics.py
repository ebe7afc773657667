"""Measure for Prometheus: counts in files that all processes of a machine share, and figures read on request.

Without CONFMAN_METRICS_TOKEN nothing is measured. Counts may only grow until the machine starts again, so those of
processes that ended, in containers that are gone, are added up in one file when another process begins.
"""

import logging
import os
import platform
import struct
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO, Any

from django.conf import settings
from django.core.files import locks

from confman.machines.registries import measures

# Name, what it is, and the labels of each count.
_COUNTS = (
    ("confman_requests", "Requests by page, method and status.", ("page", "method", "status")),
    (
        "confman_jobs",
        "Jobs by kind and result: done, failed, or left to another version.",
        ("kind", "result"),
    ),
    (
        "confman_cache_faults",
        "Calls of the shared cache, or of the store of pages, that failed, by fault.",
        ("fault",),
    ),
    ("confman_file_faults", "Calls of the store of files that failed, by fault.", ("fault",)),
    ("confman_provider_events", "Reports of the provider of mail, by event.", ("event",)),
    ("confman_replica_reads", "Pages by the database from which they were read.", ("database",)),
)
_TIMES = (
    ("confman_request_seconds", "How long requests took, by part of confman.", ("part",)),
    ("confman_job_seconds", "How long jobs took, by kind.", ("kind",)),
)
logger = logging.getLogger(__name__)
_lock = Lock()
# Files that are open as long as the process runs.
_held: list[IO[str]] = []
_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)


def count(name: str, *labels: str) -> None:
    """Count one more."""
    if counter := _counted().get(name):
        counter.labels(*labels).inc()


def measure_seconds(name: str, seconds: float, *labels: str) -> None:
    """Note how long something took."""
    if histogram := _counted().get(name):
        histogram.labels(*labels).observe(seconds)


def exposition() -> bytes:
    """Return all figures in the text format of Prometheus."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    _counted()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(_folder()))
    registry.register(_Measures())
    return generate_latest(registry)


class _Measures:
    """The collector of what is read when asked."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        for measure in measures:
            family = GaugeMetricFamily(f"confman_{measure.key}", measure.help, labels=measure.labels)
            for labels, figure in measure.read():
                family.add_metric([labels[name] for name in measure.labels], figure)
            yield family


def _counted() -> Mapping[str, Any]:
    """Return the counts by name; none where nothing is measured. Threads that ask first at once make them once."""
    with _lock:
        return _create_counts()


@cache
def _create_counts() -> Mapping[str, Any]:
    if not settings.CONFMAN_METRICS_TOKEN:
        return {}
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    _delete_older_than_the_machine(folder)
    _sum_up_ended(folder)
    # Read when the package is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    from prometheus_client import CollectorRegistry, Counter, Histogram, values

    # Containers that share the folder have the same numbers of processes.
    values.ValueClass = values.MultiProcessValue(_name_of_process)
    registry = CollectorRegistry()
    counts = {name: Counter(name, help_, labels, registry=registry) for name, help_, labels in _COUNTS}
    times = {
        name: Histogram(name, help_, labels, registry=registry, buckets=_SECONDS)
        for name, help_, labels in _TIMES
    }
    return counts | times


def _name_of_process() -> str:
    return f"{platform.node()}-{os.getpid()}"


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "metrics"


def _delete_older_than_the_machine(folder: Path) -> None:
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    for file in (*folder.glob("*.db"), *folder.glob("*.running")):
        if file.stat().st_mtime < started:
            file.unlink(missing_ok=True)


def _sum_up_ended(folder: Path) -> None:
    """Say that this process runs, by a lock that ends with it, and add up the counts of those that do not any more."""
    with (folder / "ended.lock").open("w") as one_at_a_time:
        locks.lock(one_at_a_time, locks.LOCK_EX)
        own_mark = folder / f"{_name_of_process()}.running"
        _held.append(own_mark.open("w"))
        locks.lock(_held[-1], locks.LOCK_EX | locks.LOCK_NB)
        for mark in set(folder.glob("*.running")) - {own_mark}:
            with mark.open() as other:
                if locks.lock(other, locks.LOCK_EX | locks.LOCK_NB):
                    for kind in ("counter", "histogram"):
                        _move_counts(folder / f"{kind}_{mark.stem}.db", folder / f"{kind}_ended.db")
                    mark.unlink()


def _move_counts(source: Path, target: Path) -> None:
    from prometheus_client.mmap_dict import MmapedDict

    if not source.exists():
        return
    try:
        entries = list(MmapedDict.read_all_values_from_file(str(source)))
    except (OSError, RuntimeError, ValueError, struct.error):
        # The process was killed before it had written anything, or the disk was full.
        logger.warning("The counts in %s cannot be read, and are left out.", source.name)
        entries = []
    if entries:
        try:
            counts = MmapedDict(str(target))
        except (OSError, RuntimeError, ValueError, struct.error):
            logger.warning("The counts in %s cannot be read, and begin again.", target.name)
            target.unlink(missing_ok=True)
            counts = MmapedDict(str(target))
        for key, value, at, _place in entries:
            counts.write_value(key, counts.read_value(key)[0] + value, at)
        counts.close()
    source.unlink(missing_ok=True)
