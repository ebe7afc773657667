"""Registries, by which a lower floor uses code of the upper floors without importing it.

The lower floor defines a registry and the type of its entries; the manifests of the packages above fill it:

    ENTRIES = (NavigationItem("agenda.rooms", …), DocumentKind("agenda.programme", …))

An entry refers to its functions by dotted paths, which are imported at the first call (`ref`), so that a process loads
only what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

from django.utils.module_loading import import_string

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """An ordered set of entries of one type, each with a `key`, sorted by `position` if they have one.

    Registering a key twice is a programming error and raises ValueError; an unknown key raises KeyError.
    """

    def __init__(
        self,
        entry_type: type[Entry],
        what: str,
        *,
        key: Callable[[Any], str] = lambda entry: entry.key,
        position: Callable[[Any], int] = lambda entry: getattr(entry, "position", 0),
    ) -> None:
        self.what = what
        self._key = key
        self._position = position
        self._entries: dict[str, Entry] = {}
        if entry_type in _registries:
            raise ValueError(f"{entry_type.__name__} has a registry already: {_registries[entry_type].what}.")
        _registries[entry_type] = self

    def register(self, entry: Entry) -> Entry:
        """Add an entry, and return it."""
        key = self._key(entry)
        if self._entries.get(key, entry) != entry:
            raise ValueError(f"{self.what}: {key!r} is registered twice.")
        self._entries[key] = entry
        return entry

    def get(self, key: str) -> Entry:
        """Return the entry of that key."""
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._entries.values(), key=self._position))

    def __len__(self) -> int:
        return len(self._entries)


_registries: dict[type[Any], Registry[Any]] = {}


def register_all(entries: Iterable[Any]) -> None:
    """Put each entry into the registry of its type. Raises KeyError if there is none."""
    for entry in entries:
        kind = next((each for each in type(entry).__mro__ if each in _registries), type(entry))
        _registries[kind].register(entry)


def load_manifest(package: str) -> None:
    """Load the entries and permissions of a package from its `manifest` and `rules`, if it has them."""
    if find_spec(manifest := f"{package}.manifest"):
        register_all(import_module(manifest).ENTRIES)
    if find_spec(rules := f"{package}.rules"):
        import_module(rules)


def load_manifests(app: str) -> None:
    """Load the manifests of all packages of an app. Called from AppConfig.ready()."""
    for module in iter_modules(import_module(app).__path__):
        if module.ispkg:
            load_manifest(f"{app}.{module.name}")


@dataclass(frozen=True)
class Ref:
    """A reference to code by its path, as in "agenda.rooms.web.forms:RoomForm"; calling it calls the function."""

    path: str

    def load(self) -> Any:
        """Return the object. Raises ImportError if it does not exist."""
        return import_string(self.path.replace(":", "."))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.load()(*args, **kwargs)


def ref(path: str) -> Any:
    """Return a Ref, for an entry that refers to a function or a class."""
    return Ref(path)


def all_refs() -> Iterator[Ref]:
    """Yield the references of all entries, which a web process imports before its first visitor comes."""
    for registry in _registries.values():
        for entry in registry:
            yield from _refs_of(entry)


def _refs_of(value: Any) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _refs_of(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _refs_of(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _refs_of(getattr(value, field.name))
