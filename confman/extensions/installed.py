"""Extensions: packages installed beside confman that name an app by the entry point `confman.extensions`.

An extension adds what its manifest says, as our own packages do (docs/integration/extending.md). Unstable until 1.0.
One that cannot be loaded is named in the error, with what to do.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import iglob
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

from confman.registries import ManifestConfig

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "confman.extensions"
ALL, NONE = "all", "none"


class ExtensionFault(ImproperlyConfigured):
    """An extension cannot be loaded; the message names it."""


class ExtensionConfig(ManifestConfig):
    """The app of an extension: its errors name it."""

    def import_models(self) -> None:
        with naming(self):
            super().import_models()

    def ready(self) -> None:
        with naming(self):
            super().ready()

    def load_manifests(self) -> None:
        with naming(self):
            super().load_manifests()

    def modules(self, name: str) -> list[ModuleType]:
        with naming(self):
            return super().modules(name)


@dataclass(frozen=True)
class Extension:
    """An installed extension, which may be turned off or broken."""

    name: str
    package: str
    version: str
    entry: EntryPoint

    @property
    def app(self) -> str:
        """The dotted path of its app's configuration, as INSTALLED_APPS names it."""
        return self.entry.value.replace(":", ".")

    def __str__(self) -> str:
        return f"“{self.name}” ({self.package} {self.version})"

    def load(self) -> str:
        """Return its `app` once that can be imported. Raises ExtensionFault."""
        try:
            config = self.entry.load()
            if not issubclass(config, ExtensionConfig):
                raise TypeError(f"{self.entry.value} is no ExtensionConfig")
        except Exception as error:
            raise self.fault(error) from error
        return self.app

    def fault(self, error: Exception) -> ExtensionFault:
        """Return the error as one that names the extension."""
        if isinstance(error, ExtensionFault):
            return error
        return ExtensionFault(
            f"The extension {self} cannot be loaded: {type(error).__name__}: {error}. Mend it, uninstall it "
            f"(pip uninstall {self.package}), or start without it (CONFMAN_EXTENSIONS)."
        )


def installed_extensions() -> list[Extension]:
    """Return the extensions of this environment, by name."""
    # To read what all packages say of themselves is a thirtieth of the start of every command.
    declarations = (Path(file) for folder in sys.path for file in iglob(f"{folder}/*-info/entry_points.txt"))
    if not any(GROUP.encode() in file.read_bytes() for file in declarations):
        return []
    from importlib.metadata import entry_points

    return sorted(
        (
            Extension(entry.name, entry.dist.name, entry.dist.version, entry)
            for entry in entry_points(group=GROUP)
            if entry.dist
        ),
        key=lambda extension: extension.name,
    )


def chosen_extensions(names: Sequence[str]) -> list[Extension]:
    """Return the extensions that the setting names. Raises ImproperlyConfigured for one that is not installed."""
    if list(names) == [NONE]:
        return []
    installed = installed_extensions()
    if list(names) == [ALL]:
        return installed
    if missing := sorted(set(names) - {extension.name for extension in installed}):
        names_installed = ", ".join(extension.name for extension in installed) or "none"
        raise ImproperlyConfigured(
            f"CONFMAN_EXTENSIONS names {missing[0]}, which is not installed. Installed: {names_installed}."
        )
    return [extension for extension in installed if extension.name in names]


@contextlib.contextmanager
def naming(config: ExtensionConfig) -> Iterator[None]:
    """Raise ExtensionFault for whatever an extension raises."""
    try:
        yield
    except Exception as error:
        path = f"{type(config).__module__}.{type(config).__qualname__}"
        for extension in installed_extensions():
            if extension.app == path:
                raise extension.fault(error) from error
        raise
