"""Lines of the register: its documents; presentations and statements as those have them who keep them.

The database counts and orders all of them by the same columns; only those that are shown are read whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, Q, QuerySet, Subquery, Sum, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.sessions.models.session import Item
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import numbered_symbol
from confman.people.privacy import Audience
from confman.translation.marks import marked
from confman.web.search import fold_all, words_of
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.register.domain.series import code_of, symbol_order, title_of_series
from outcomes.register.models import (
    Distribution,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    RegisteredDocument,
)


@dataclass(frozen=True)
class AgendaItemReference:
    """An item with the number and title of the latest release, and the session in which it stands there."""

    item: ReleasedItem
    session: ReleasedSession

    def __str__(self) -> str:
        return f"{self.item.number}. {self.item.title}"


def published_items(conference: Conference, audience: Audience) -> dict[UUID, AgendaItemReference]:
    """Return the numbered items of the latest release that these readers may see, in its order; none without one.

    Two queries, whatever the size.
    """
    return items_of_release(published_agenda(conference, audience))


def items_of_release(agenda: ReleasedAgenda | None) -> dict[UUID, AgendaItemReference]:
    """Return the numbered items of a release as it was read."""
    return {
        UUID(item.id): AgendaItemReference(item, session)
        for session in (agenda.sessions if agenda else ())
        for item in session.items
        if item.number is not None
    }


@dataclass(frozen=True)
class IssuedDocument:
    """A document of a series; `row` is its entry in the register, if it has one."""

    symbol: str
    title: str
    series: str
    row: RegisteredDocument | None = None
    is_made: bool = False  # published here, in every language of the conference


def issued_documents(conference: Conference, *, for_participants: bool = False) -> list[IssuedDocument]:
    """Return what is issued for everyone (or for participants), series by series, in the order of the symbols.

    That is what the register has issued; and what is published without an entry there: the agenda, documents of its
    items, materials and outcome documents with a symbol. Nothing restricted, under embargo or withdrawn.
    """
    series = list(DocumentSeries.objects.of(conference))
    titles = {row.code: str(row.title) for row in series}
    codes = {row.original_code: row.code for row in series}
    by_symbol: dict[str, tuple[str, str, RegisteredDocument | None, bool]] = {
        row.symbol: (row.series.code, str(row.title), row, False)
        for row in _registered(conference, for_participants)
    }
    waits = Q(state=DocumentStatus.CHECKED, embargo=None) & ~Q(distribution=Distribution.RESTRICTED)
    registered = RegisteredDocument.objects.of(conference).annotate(waits=waits)
    waiting = dict(registered.values_list("symbol", "waits"))
    for symbol, title, is_published in _published(conference, for_participants):
        # A document that the register holds back is not named because an item has its symbol, too; one published by
        # itself is, while its entry merely waits to be issued.
        if symbol and (symbol not in waiting or (is_published and waiting[symbol])):
            code = code_of(symbol, conference)
            by_symbol.setdefault(symbol, (codes.get(code, code), title, None, is_published))
    order = {code: position for position, code in enumerate(titles)}
    by_series = sorted(
        by_symbol.items(),
        key=lambda entry: (order.get(entry[1][0], len(order)), entry[1][0], symbol_order(entry[0])),
    )
    return [
        IssuedDocument(symbol, title, titles.get(code) or title_of_series(code), row, is_made)
        for symbol, (code, title, row, is_made) in by_series
    ]


def _registered(conference: Conference, for_participants: bool) -> list[RegisteredDocument]:
    rows, now = RegisteredDocument.objects.of(conference), timezone.now()
    rows = rows.for_participants(now) if for_participants else rows.for_everyone(now)
    if not conference.is_practice:
        rows = rows.filter(is_practice=False)
    return list(rows.with_files().select_related("item__session", "replaces"))


def _published(conference: Conference, for_participants: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield symbol and title of what has its symbol elsewhere, and whether it is published here or only named."""
    agenda = published_agenda(conference, Audience.PARTICIPANTS if for_participants else Audience.PUBLIC)
    if agenda is not None:
        yield (
            numbered_symbol(conference, "1"),
            _("Agenda") if agenda.is_final else _("Provisional agenda"),
            True,
        )
        annotated = _("Annotated agenda") if agenda.is_final else _("Annotated provisional agenda")
        yield numbered_symbol(conference, "1/Add.1"), annotated, True
        for session in agenda.sessions:
            yield from ((item.symbol, str(item.title), False) for item in session.items)
            yield from ((row.symbol, marked(str(row), row.language), False) for row in session.materials)
    distributions = [Distribution.GENERAL, *([Distribution.LIMITED] if for_participants else [])]
    published = OutcomeDocument.objects.of(conference).filter(status=OutcomeDocument.Status.PUBLISHED)
    for document in published.filter(distribution__in=distributions).exclude(symbol=""):
        yield document.full_symbol, str(document.title) or _("Recommendations"), True


class LineKind(models.TextChoices):
    DOCUMENT = "document", gettext_lazy("Documents")
    STATEMENT = "statement", gettext_lazy("Statements")
    PRESENTATION = "presentation", gettext_lazy("Presentations")


@dataclass(frozen=True, kw_only=True)
class LineFile:
    """A language of what a line is about; `link` where it is read elsewhere."""

    key: UUID
    language: str
    name: str
    state: str = FileStatus.ISSUED
    pages: int | None = None
    size: int | None = None
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
    def texts(self) -> str:
        """All by which it is found."""
        title = self.title.values() if isinstance(self.title, dict) else [self.title]
        return fold_all([self.symbol, *title, self.submitted_by])

    def languages(self, state: str) -> list[str]:
        """Return the languages in this state."""
        return [file.language for file in self.files if file.state == state]

    @property
    def pages(self) -> int | None:
        return max((file.pages for file in self.files if file.pages), default=None)

    @property
    def downloads(self) -> int:
        return sum(file.downloads for file in self.files)


EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
# Behind all series.
NO_SERIES = 10**9
# The columns that lines of every kind have: those by which they are in their place, and others to be filtered by.
PLACE = (
    "line_series_position", "line_series_code", "line_is_unnumbered", "line_number", "line_part", "line_symbol",
    "line_name", "id",
)  # fmt: skip


def with_columns(rows: QuerySet[Any, Any], kind: str, **columns: Any) -> QuerySet[Any, Any]:
    """Return the rows with the columns that lines of every kind have; these differ from those of a plain line."""
    usual = {
        "line_series": Value(None, models.UUIDField()),
        "line_series_position": Value(NO_SERIES),
        "line_series_code": Value(kind),
        "line_is_unnumbered": Value(1),
        "line_number": Value(0),
        "line_part": Value(""),
        "line_symbol": Value(""),
        "line_awaits": Value(False),
    }
    return rows.annotate(line_kind=Value(kind), **usual | columns)


def text_in(conference: Conference, field: str, *instead: str) -> Coalesce:
    """Return a translated field as it is read now; where it is empty, the first of these columns that is not."""
    codes = dict.fromkeys([get_language() or conference.default_language, *conference.languages])
    texts = [NullIf(KeyTextTransform(code, field), Value("")) for code in codes]
    others = [NullIf(F(name), Value("")) for name in instead]
    return Coalesce(*texts, *others, Value(""), output_field=models.TextField())


def item_number(path: str) -> Coalesce:
    """Return the number of an agenda item; 0 for one without, and for none."""
    return Coalesce(F(f"{path}__number"), Value(0))


def downloads_of(files: QuerySet[Any, Any], owner: str) -> Coalesce:
    """Return the downloads of all files of a line."""
    sums = files.order_by().values(owner).annotate(total=Sum("downloads")).values("total")
    return Coalesce(Subquery(sums), Value(0))


@dataclass(frozen=True, kw_only=True)
class LineSource:
    """Keeps the lines of a kind.

    `rows` have the columns of `with_columns`; `read` returns the lines of some of them, in their order. `issued_in` is
    the condition that one is issued in a language. `find` narrows rows to those with words in them.
    """

    rows: QuerySet[Any, Any]
    read: Callable[[QuerySet[Any, Any]], Iterable[RegisterLine]]
    issued_in: Callable[[str], Q | Exists]
    find: Callable[[QuerySet[Any, Any], str], QuerySet[Any, Any]] | None = None

    def lines(self) -> Iterable[RegisterLine]:
        """Return all its lines."""
        return self.read(self.rows)

    def found(self, text: str) -> QuerySet[Any, Any]:
        """Return the rows with these words, in any script."""
        if self.find:
            return self.find(self.rows, text)
        if not (words := words_of(text)):
            return self.rows
        found = [line.pk for line in self.lines() if all(word in line.texts for word in words)]
        return self.rows.filter(pk__in=found)


class RegisterRows:
    """The lines of several sources, in the form that filters and tables take: those that are shown are read."""

    model = None

    def __init__(self, sources: Iterable[LineSource], order: Sequence[str] = PLACE) -> None:
        self.sources, self.order = tuple(sources), tuple(order)

    def all(self) -> RegisterRows:
        return self

    def none(self) -> RegisterRows:
        return self.narrowed(lambda source: source.rows.none())

    def narrowed(self, narrow: Callable[[LineSource], QuerySet[Any, Any]]) -> RegisterRows:
        """Return the lines that are left of each source."""
        return RegisterRows((replace(source, rows=narrow(source)) for source in self.sources), self.order)

    def filter(self, *conditions: Q, **lookups: Any) -> RegisterRows:
        """Return the lines whose columns say this."""
        return self.narrowed(lambda source: source.rows.filter(*conditions, **lookups))

    def search(self, text: str) -> RegisterRows:
        """Return the lines with these words, in any script."""
        return self.narrowed(lambda source: source.found(text))

    def order_by(self, *columns: str) -> RegisterRows:
        return RegisterRows(self.sources, columns)

    def columns(self, *names: str) -> QuerySet[Any, Any]:
        """Return these columns of all lines, by one statement."""
        first, *others = (source.rows.order_by().values_list(*names) for source in self.sources)
        return first.union(*others, all=True)

    @cached_property
    def _keys(self) -> QuerySet[Any, Any]:
        names = dict.fromkeys(["line_kind", "id", *(name.removeprefix("-") for name in self.order)])
        return self.columns(*names).order_by(*self.order)

    def keys(self, kind: str) -> list[UUID]:
        """Return the keys of the lines of a kind, in order."""
        return [row[1] for row in self._keys if row[0] == kind]

    def count(self) -> int:
        """Return the number of lines."""
        return self.columns("id").count()

    def counts(self, conditions: Sequence[Q]) -> list[int]:
        """Return the number of lines that meet each condition, by one statement."""
        counts = {f"count_{number}": Count("pk", filter=one) for number, one in enumerate(conditions)}
        rows = (source.rows.order_by().values("line_kind").annotate(**counts) for source in self.sources)
        first, *others = (counted.values_list(*counts) for counted in rows)
        return [sum(column) for column in zip(*first.union(*others, all=True), strict=True)] or [0] * len(
            counts
        )

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[RegisterLine]:
        return iter(self._read(self._keys))

    def __getitem__(self, part: slice) -> list[RegisterLine]:
        return self._read(self._keys[part])

    def _read(self, keys: Iterable[tuple[Any, ...]]) -> list[RegisterLine]:
        """Return the lines of these keys, in their order."""
        wanted = [row[1] for row in keys]
        lines = (
            {line.pk: line for line in source.read(source.rows.filter(pk__in=wanted))}
            for source in self.sources
        )
        line_by_key = {key: line for found in (lines if wanted else ()) for key, line in found.items()}
        return [line_by_key[key] for key in wanted if key in line_by_key]
