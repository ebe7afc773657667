"""The registry of further formats of schedules, which extensions read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confman.registries import Registry


@dataclass(frozen=True)
class ScheduleReader:
    """Reads schedules of one format.

    `recognizes(head)` looks at the beginning of a file. `read(content)` returns a `Schedule` as our own readers do
    (agenda/programme/exchange/schedule.py); whatever it raises is refused as a fault of the file.
    """

    key: str
    recognizes: Callable[[bytes], bool]
    read: Callable[[bytes], Any]
    position: int = 50


schedule_readers = Registry(ScheduleReader, "readers of schedules")
