"""Registry: how a lower floor asks something of the upper ones without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """An ordered set of named entries. The lower floor makes it; AppConfig.ready() of upper floors fills it.

    Registering a key twice is a mistake in the code and raises ValueError; an unknown key raises KeyError.
    """

    def __init__(
        self, what: str, key: Callable[[Entry], str], position: Callable[[Entry], int] | None = None
    ) -> None:
        self.what = what
        self._key = key
        self._position = position
        self._entries: dict[str, Entry] = {}

    def register(self, entry: Entry) -> Entry:
        """Add an entry, and return it."""
        key = self._key(entry)
        if self._entries.get(key, entry) != entry:
            raise ValueError(f"{self.what}: {key!r} is registered twice.")
        self._entries[key] = entry
        return entry

    def get(self, key: str) -> Entry:
        """The entry of that key."""
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        entries = list(self._entries.values())
        return iter(sorted(entries, key=self._position) if self._position else entries)

    def __len__(self) -> int:
        return len(self._entries)
