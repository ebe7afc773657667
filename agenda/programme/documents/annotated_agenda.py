"""The annotated agenda: for each item background, expected action and documents; the timetable as an annex.

As the United Nations issue it: an addendum to the provisional agenda.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from agenda.core.domain.intervals import clock_hours
from agenda.programme.documents.agenda import agenda_title, second_language
from agenda.programme.documents.agenda_source import (
    AgendaSource,
    agenda_source,
    side_by_side,
    status_of,
    title_with_group,
    zone_note,
)
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedMaterial, ReleasedSession
from agenda.rooms.domain import mandate_in_words
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta, numbered_symbol
from confman.documents.domain.texts import document_day
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import language_in_text, language_name, reading_in
from confman.translation.marks import in_either, unmarked


@dataclass(frozen=True)
class AnnotatedEntry:
    """An item, or a session without items.

    `other` is the same in the second language. Texts are paragraphs.
    """

    label: str
    title: str
    background: tuple[str, ...]
    action: tuple[str, ...]
    documents: tuple[str, ...]
    action_label: str
    documents_label: str
    other: AnnotatedEntry | None = None
    number: int = 0  # of the item; 0 for a session without items
    run: int = 0  # the item with which the consecutive numbers begin that it belongs to
    first: int = 1  # the number of its first paragraph

    @property
    def numbered_background(self) -> tuple[tuple[int, str], ...]:
        return tuple(enumerate(self.background, start=self.first))

    @property
    def numbered_action(self) -> tuple[tuple[int, str], ...]:
        return tuple(enumerate(self.action, start=self.first + len(self.background)))

    @property
    def length(self) -> int:
        """Return how many paragraphs it has, in the language that has more."""
        return max(
            len(self.background) + len(self.action),
            len(self.other.background) + len(self.other.action) if self.other else 0,
        )

    @property
    def empty(self) -> bool:
        """Tell whether it has no annotation."""
        return not (self.background or self.action or self.documents)


@dataclass(frozen=True)
class WorkLine:
    """A session in the organization of work, with the numbers of its items."""

    time: str
    title: str
    items: str
    place: str
    pause: bool
    other: str = ""


@dataclass(frozen=True)
class WorkDay:
    title: str
    lines: tuple[WorkLine, ...]


@dataclass(frozen=True)
class AnnotatedAgenda:
    meta: DocumentMeta
    heading: str  # that of the list of items: Agenda, Provisional agenda
    entries: tuple[AnnotatedEntry, ...]
    days: tuple[WorkDay, ...]
    second: str = ""
    languages: tuple[str, ...] = ()

    @property
    def annotated(self) -> tuple[AnnotatedEntry, ...]:
        """Return the entries annotated in either language."""
        return tuple(
            entry for entry in self.entries if not entry.empty or (entry.other and not entry.other.empty)
        )


def build_annotated(conference: Conference, *, language: str, options: Mapping[str, Any]) -> AnnotatedAgenda:
    """Build from the release as the public may read it, or from the working agenda as a draft.

    `options`: `state`, `second`. Raises Refused if nothing is scheduled.
    """
    source = agenda_source(conference, options)
    agenda = source.read(Audience.PUBLIC)
    second = second_language(conference, language, options)
    entries, days = tuple(_entries(agenda, language)), _days(agenda, language)
    if second:
        with reading_in(second, *conference.languages):
            others = tuple(_entries(agenda, second))
            # A title that is the same in both is not printed again.
            with in_either(second, language):
                other_days = _days(agenda, second)
        entries = tuple(replace(entry, other=other) for entry, other in zip(entries, others, strict=True))
        days = tuple(map(_beside, days, other_days))
    return AnnotatedAgenda(
        meta=_meta(source, agenda, language),
        heading=agenda_title(agenda),
        entries=_numbered(entries),
        days=days,
        second=second,
        languages=(language_name(language), language_name(second)) if second else (),
    )


def _numbered(entries: Sequence[AnnotatedEntry]) -> tuple[AnnotatedEntry, ...]:
    """Number the paragraphs throughout, alike in both languages, and tell which items follow one another."""
    numbered: list[AnnotatedEntry] = []
    first, run, last = 1, 0, -1
    for entry in entries:
        if entry.number:
            run = run if entry.number == last + 1 else entry.number
            last = entry.number
        other = replace(entry.other, first=first) if entry.other else None
        numbered.append(replace(entry, first=first, run=run if entry.number else 0, other=other))
        first += entry.length
    return tuple(numbered)


def _meta(source: AgendaSource, agenda: ReleasedAgenda, language: str) -> DocumentMeta:
    conference, revised = source.conference, agenda.revision
    return document_meta(
        conference,
        language=language,
        title=_("Annotated agenda") if agenda.is_final else _("Annotated provisional agenda"),
        subtitle=revised,
        note=f"{source.revision(language)} {zone_note(conference)}",
        symbol=numbered_symbol(conference, "1/Add.1" + (f"/{revised}" if revised.startswith("Rev") else "")),
        distribution=_("General"),
        date=source.issued,
        draft=source.draft,
    )


def _entries(agenda: ReleasedAgenda, language: str) -> Iterator[AnnotatedEntry]:
    for session in agenda.sessions:
        if session.cancelled or (session.is_pause and not session.items):
            continue
        if not session.items:
            mandate = session.group.mandate if session.group else ""
            text = str(session.description) or str(session.summary)
            text = text or mandate_in_words(mandate, is_over=False)
            yield _entry(0, title_with_group(session), text, "", session.materials, "", language)
        for item in session.items:
            yield _entry(
                item.number or 0,
                str(item.title),
                str(item.background),
                str(item.expected_action),
                [material for material in session.materials if material.item == item.id],
                item.symbol,
                language,
            )


def _entry(
    number: int,
    title: str,
    background: str,
    action: str,
    materials: Sequence[ReleasedMaterial],
    symbol: str,
    language: str,
) -> AnnotatedEntry:
    documents = [_document(material, language) for material in materials]
    if symbol and not any(symbol in line for line in documents):
        documents.insert(0, symbol)
    return AnnotatedEntry(
        label=f"{number}." if number else "",
        number=number,
        title=title,
        background=_paragraphs(background),
        action=_paragraphs(action),
        documents=tuple(documents),
        action_label=_("Expected action"),
        documents_label=_("Documents"),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _document(material: ReleasedMaterial, language: str) -> str:
    """Return symbol, title and language of a document."""
    title = str(material)
    parts = [material.symbol if material.symbol != title else "", title]
    text = " ".join(part for part in parts if part)
    return f"{text} ({language_in_text(material.language, language)})" if material.language else text


def _days(agenda: ReleasedAgenda, language: str) -> tuple[WorkDay, ...]:
    return tuple(
        WorkDay(document_day(day.date, language), tuple(map(_line, day.sessions))) for day in agenda.days
    )


def _line(session: ReleasedSession) -> WorkLine:
    title, status = title_with_group(session), status_of(session)
    return WorkLine(
        time=clock_hours(session.start, session.end),
        title=f"{title} ({status})" if status else title,
        items=item_numbers(session.items),
        place=str(session.room) if session.room else "",
        pause=session.is_pause,
    )


def item_numbers(items: Sequence[ReleasedItem]) -> str:
    """Return the numbers of these items, consecutive ones as a range: 1–3, 7."""
    numbers = sorted(item.number for item in items if item.number)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _beside(day: WorkDay, other: WorkDay) -> WorkDay:
    return WorkDay(
        side_by_side(day.title, other.title),
        tuple(
            replace(line, other=same.title if unmarked(same.title) != unmarked(line.title) else "")
            for line, same in zip(day.lines, other.lines, strict=True)
        ),
    )
