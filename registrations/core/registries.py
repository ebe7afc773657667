"""What the floor above adds to a participant's pages; filled from its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from confman.registries import Registry
from registrations.core.models.registration import Registration


@dataclass(frozen=True)
class OwnDocument:
    """A document that a participant finds among theirs. `icon` is a name of bootstrap-icons."""

    label: Any
    url: str
    icon: str = "file-earmark-text"
    detail: Any = ""


@dataclass(frozen=True)
class OwnDocuments:
    """Documents of one field of work: `find(registration, language)` gives those this participant may read."""

    key: str
    find: Callable[[Registration, str], Iterable[OwnDocument]]
    position: int = 50


own_documents = Registry(OwnDocuments, "a participant's documents")
