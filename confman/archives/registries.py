"""Packages above add to the archive of a conference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from confman.conferences.models import Conference
from confman.registries import Registry


@dataclass(frozen=True, kw_only=True)
class ArchivedDocument:
    """An official document that an archive has as files, in all languages, if `exists(conference)`.

    `kind` is the key of a DocumentKind, `name` that of the files. One that `names_people` is in no archive without
    personal data.
    """

    kind: str
    name: str
    exists: Callable[[Conference], bool] = field(repr=False)
    formats: tuple[str, ...] = ("pdf",)
    options: Mapping[str, Any] = field(default_factory=dict)
    names_people: bool = False
    position: int = 50

    @property
    def key(self) -> str:
        return self.name


archived_documents = Registry(ArchivedDocument, "documents in archives")
