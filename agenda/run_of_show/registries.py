"""Who was seen, as a floor above knows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confman.conferences.models import Conference
from confman.registries import Registry


@dataclass(frozen=True)
class PresenceSource:
    """Tells when persons were first seen on a day: `seen(conference, ids, since, until)` gives id -> moment.

    One query or two, however many they are. Who is not in the answer was not seen.
    """

    key: str
    seen: Callable[[Conference, Iterable[Any], dt.datetime, dt.datetime], Mapping[Any, dt.datetime]]


presence_sources = Registry(PresenceSource, "who was seen")
