"""What packages above add to the archive of a conference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from confman.conferences.models import Conference
from confman.registries import Registry


@dataclass(frozen=True)
class SealedField:
    """A field that is encrypted with this installation's keys: an archive has it under a passphrase, or not at all."""

    model: str
    field: str
    purpose: str

    @property
    def key(self) -> str:
        return self.model


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


@dataclass(frozen=True, kw_only=True)
class ArchiveChapter:
    """A chapter of the page by which a reader finds their way without confman.

    `lines(conference)` are pairs of a short and a long text, in the reading language; without any, there is no chapter.
    """

    key: str
    title: Any
    lines: Callable[[Conference], list[tuple[str, str]]] = field(repr=False)
    position: int = 50


sealed_fields = Registry(SealedField, "fields under a passphrase in archives")
archived_documents = Registry(ArchivedDocument, "documents in archives")
archive_chapters = Registry(ArchiveChapter, "chapters of archives")
