"""Lines of the register: its documents; presentations and statements as those have them who keep them.

The last two are read where they are kept, and decided there: who may read them, and since when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.materials.models import Material
from agenda.releases.domain.reader import VISIBLE, published_agenda
from agenda.sessions.models.session import Item, Session
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.people.privacy import Audience, may_list
from outcomes.register.models import (
    CLOSED_STATUSES,
    Distribution,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    RegisteredDocument,
)


class LineKind(models.TextChoices):
    DOCUMENT = "document", _("Documents")
    STATEMENT = "statement", _("Statements")
    PRESENTATION = "presentation", _("Presentations")


@dataclass(frozen=True, kw_only=True)
class LineFile:
    """A language of what a line is about; `link` where it is read elsewhere."""

    key: UUID
    language: str
    name: str
    state: str = FileStatus.ISSUED
    pages: int | None = None
    downloads: int = 0
    link: str = ""
    file: Any = None


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """A line of the register on a document, whoever keeps it; without a symbol where it has none."""

    pk: UUID
    line_kind: str
    title: Any
    files: tuple[LineFile, ...]
    distribution: str
    state: str
    received_at: Any = None
    symbol: str = ""
    submitted_by: str = ""
    item: Item | None = None
    session: UUID | None = None
    embargo: Any = None
    series: DocumentSeries | None = None
    number: int | None = None
    replaces: str = ""

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}".strip()

    @property
    def is_document(self) -> bool:
        """Return whether the register itself keeps it."""
        return self.line_kind == LineKind.DOCUMENT

    @property
    def issued_files(self) -> list[LineFile]:
        """Return the languages in which it is issued."""
        return [file for file in self.files if file.state == FileStatus.ISSUED]

    @property
    def item_id(self) -> UUID | None:
        return self.item.pk if self.item else None

    @property
    def texts(self) -> Any:
        """The title in all its languages, for searching."""
        return " ".join(self.title.values()) if isinstance(self.title, dict) else self.title

    def languages(self, state: str) -> list[str]:
        """Return the languages in this state."""
        return [file.language for file in self.files if file.state == state]

    @property
    def is_in_translation(self) -> bool:
        """Return whether a translation is still awaited."""
        return self.state not in CLOSED_STATUSES and bool(self.languages(FileStatus.IN_TRANSLATION))

    @property
    def name(self) -> str:
        """The title, for sorting."""
        return str(self.title).casefold()

    @property
    def place(self) -> tuple[Any, ...]:
        """The place in the register: by series and number, then what has no symbol."""
        series = (self.series.position, self.series.code) if self.series else (10**9, self.line_kind)
        return *series, self.number is None, self.number or 0, self.symbol, self.name, str(self.pk)

    @property
    def pages(self) -> int | None:
        return max((file.pages for file in self.files if file.pages), default=None)

    @property
    def downloads(self) -> int:
        return sum(file.downloads for file in self.files)


def document_line(row: RegisteredDocument) -> RegisterLine:
    """Return the line of a document of the register."""
    return RegisterLine(
        pk=row.pk, line_kind=LineKind.DOCUMENT, title=row.title, distribution=row.distribution, state=row.state,
        received_at=row.received_at, symbol=row.symbol, submitted_by=row.submitted_by, item=row.item,
        embargo=row.embargo, series=row.series, number=row.number,
        replaces=row.replaces.symbol if row.replaces else "",
        files=tuple(
            LineFile(
                key=file.pk, language=file.language, name=file.name, state=file.state, pages=file.pages,
                downloads=file.downloads, file=file.file,
            )
            for file in row.files.all()
        ),
    )  # fmt: skip


_DISTRIBUTIONS = {
    Session.Visibility.PUBLIC: Distribution.GENERAL,
    Session.Visibility.PARTICIPANTS: Distribution.LIMITED,
    Session.Visibility.CLOSED: Distribution.RESTRICTED,
}


def lines_kept_elsewhere(
    conference: Conference, audience: Audience, *, of_statements: Audience | None = None
) -> list[RegisterLine]:
    """Return the presentations and statements that these readers may know of; the secretariat knows of all.

    `of_statements` is as whom they read statements, which interpreters have before the rest of the team.
    """
    kept = answers(Query.REGISTER_LINES, conference, of_statements or audience)
    return [*_presentations(conference, audience), *(line for lines in kept for line in lines)]


def _presentations(conference: Conference, audience: Audience) -> Iterator[RegisterLine]:
    """Yield the materials of sessions. They are issued with a release of the agenda, after their embargo."""
    is_team = audience == Audience.SECRETARIAT
    agenda = published_agenda(conference, Audience.PARTICIPANTS if is_team else audience)
    issued = {
        material.id for session in (agenda.sessions if agenda else ()) for material in session.materials
    }
    rows = Material.objects.filter(session__conference=conference)
    if not is_team:
        rows = rows.open_to(VISIBLE[audience], timezone.now()).filter(pk__in=issued)
    rows = rows.select_related("item", "session", "uploaded_by")
    for row in rows.order_by("session__start", "session", "position", "id"):
        person, is_issued = row.uploaded_by, str(row.pk) in issued
        name = PurePath(row.file.name or "").name
        yield RegisterLine(
            pk=row.pk,
            line_kind=LineKind.PRESENTATION,
            title=row.title or name or row.link,
            distribution=_DISTRIBUTIONS[Session.Visibility(row.visibility)],
            state=_state_of(row, is_issued),
            received_at=row.uploaded_at,
            symbol=row.symbol,
            submitted_by=str(person) if person and may_list(person.listing, audience) else "",
            item=row.item,
            session=row.session_id,
            embargo=row.embargo,
            files=(
                LineFile(
                    key=row.pk, language=row.language, name=name, pages=row.pages, downloads=row.downloads or 0,
                    link=row.link, file=row.file, state=FileStatus.ISSUED if is_issued else FileStatus.RECEIVED,
                ),
            ),
        )  # fmt: skip


def _state_of(row: Material, is_issued: bool) -> str:
    if is_issued:
        return DocumentStatus.ISSUED
    was_handed_in = row.uploaded_by_id and not row.checked_by_id
    return DocumentStatus.HANDED_IN if was_handed_in else DocumentStatus.CHECKED


def to_check(lines: Iterable[RegisterLine]) -> list[RegisterLine]:
    """Return what was handed in and is to be checked: a statement is for the interpreters as it came."""
    return [
        line
        for line in lines
        if line.state == DocumentStatus.HANDED_IN and line.line_kind != LineKind.STATEMENT
    ]
