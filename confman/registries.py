"""Registries, by which a lower floor uses code of the upper floors without importing it.

The lower floor defines a registry and the type of its entries; the manifests of the packages above fill it:

    ENTRIES = (NavigationItem("agenda.rooms", …), DocumentKind("agenda.programme", …))

An entry refers to its functions by dotted paths, which are imported at the first call (`ref`), and manifests are read
with the first registry that is used, so that a process loads only what it uses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, Generic, TypeVar

from django.apps import AppConfig, apps
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
        return self._all()[key]

    def find(self, key: str) -> Entry | None:
        """Return the entry of that key; None if there is none."""
        return self._all().get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._all()

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._all().values(), key=self._position))

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Entry]:
        load_manifests()
        return self._entries


_registries: dict[type[Any], Registry[Any]] = {}


def register_all(entries: Iterable[Any]) -> None:
    """Put each entry into the registry of its type. Raises KeyError if there is none."""
    for entry in entries:
        kind = next((ancestor for ancestor in type(entry).__mro__ if ancestor in _registries), type(entry))
        _registries[kind].register(entry)


class ManifestConfig(AppConfig):
    """An app that has a `manifest` or `rules`, or whose packages have them.

    Django chooses an app's configuration by itself only if its module contains a single one: import this one there as
    `registries.…`.
    """

    loaded = False

    def ready(self) -> None:
        """Load the permissions, which are checked by name. Entries wait until a registry is read."""
        self.modules("rules")

    def load_manifests(self) -> None:
        """Put the entries of all manifests of the app into their registries; once."""
        if not self.loaded:
            self.loaded = True
            for module in self.modules("manifest"):
                register_all(module.ENTRIES)

    def modules(self, name: str) -> list[ModuleType]:
        """Import and return the module of that name of the app, and of each of its packages that has one."""
        folder = Path(self.path)
        return [
            import_module(".".join((self.name, *file.relative_to(folder).with_suffix("").parts)))
            for file in [*folder.glob(f"{name}.py"), *sorted(folder.glob(f"*/{name}.py"))]
        ]


_loading = RLock()
_is_loaded = False


def load_manifests() -> None:
    """Load the manifests of all apps; no other thread sees only some of them."""
    global _is_loaded
    if not _is_loaded:
        with _loading:
            for app in apps.get_app_configs():
                if isinstance(app, ManifestConfig):
                    app.load_manifests()
            _is_loaded = True


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
    load_manifests()
    # Anyone who loads one may thereby define another.
    for registry in list(_registries.values()):
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
