"""Which sessions a floor above adds to a person's own agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from confman.people.models import Person
from confman.registries import Registry


@dataclass(frozen=True)
class OwnSessions:
    """How a floor above adds sessions to a person's own agenda: those signed up for, with what to say of it."""

    key: str
    label: Any
    sessions_of: Callable[[Person], Iterable[str]]  # ids of sessions


own_sessions = Registry(OwnSessions, "sessions of one's own")
