"""The agenda as a document: by day, or by room within each day; changes marked from one revision to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from agenda.core.domain.intervals import clock_hours
from agenda.programme.documents.agenda_source import (
    AgendaSource,
    DocumentRole,
    agenda_source,
    group_beside,
    role_of,
    side_by_side,
    spoken_languages,
    status_of,
    title_with_group,
    zone_note,
)
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedSession, span_of
from agenda.releases.models import AgendaRelease
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta, numbered_symbol
from confman.documents.domain.texts import document_date, document_day
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import language_name, reading_in
from confman.translation.marks import marked_by_letters
from confman.translation.text import TranslatedText
from confman.web.models import WORDS

# A session with no more items than these stands whole on a page.
MAX_WITH_TITLE = 2
# Beside another language, one of more letters may go on over the end of a page: it fills a third of it.
MAX_WHOLE_LENGTH = 500


@dataclass(frozen=True)
class DocumentItem:
    number: str
    time: str
    title: str
    symbol: str
    roles: tuple[DocumentRole, ...]


@dataclass(frozen=True)
class DocumentSession:
    """A row of the agenda.

    `change` says "new", "moved" or "changed" in words, or nothing, and `before` when and where it was;
    `other` is the same in the second language.
    """

    time: str
    title: str
    subtitle: str
    place: str
    languages: str
    photographs: str
    group: str
    status: str
    change: str
    before: str
    pause: bool
    cancelled: bool
    roles: tuple[DocumentRole, ...]
    items: tuple[DocumentItem, ...]
    other: DocumentSession | None = None

    @property
    def first(self) -> tuple[DocumentItem, ...]:
        """The items that stand with the title: all of a few, the first of more."""
        return self.items if len(self.items) <= MAX_WITH_TITLE else self.items[:1]

    @property
    def is_long(self) -> bool:
        """Tell whether what stands with the title, in either language, is too long for half a line to stay whole."""
        roles = (*self.roles, *(role for item in self.first for role in item.roles))
        texts = (self.title, self.subtitle, *(item.title for item in self.first))
        length = sum(map(len, texts)) + sum(len(f"{role.name}{role.function}") for role in roles)
        return length > MAX_WHOLE_LENGTH or bool(self.other and self.other.is_long)

    @property
    def rest(self) -> tuple[DocumentItem, ...]:
        """The items after the first, where they may go on over the end of a page."""
        return self.items[len(self.first) :]


@dataclass(frozen=True)
class DocumentPart:
    """The sessions of a day, or of a room on a day; the title is empty if the day needs no parts."""

    title: str
    sessions: tuple[DocumentSession, ...]


@dataclass(frozen=True)
class DocumentDay:
    title: str
    parts: tuple[DocumentPart, ...]


@dataclass(frozen=True)
class AgendaDocument:
    """`languages` names the two languages shown side by side, `second` is the code of the second."""

    meta: DocumentMeta
    days: tuple[DocumentDay, ...]
    gone: tuple[str, ...]  # what was cancelled since the revision before, a line each
    marked: bool  # whether changes are marked in it
    second: str = ""
    languages: tuple[str, ...] = ()


def build_agenda(conference: Conference, *, language: str, options: Mapping[str, Any]) -> AgendaDocument:
    """Build the latest release as the public may read it; or the working agenda, marked as a draft.

    `options`: `state` (see `agenda_source`), `order` day or room, `second` a language beside the first.
    Raises Refused if nothing is scheduled.
    """
    source = agenda_source(conference, options)
    agenda = source.read(Audience.PUBLIC)
    by_room = options.get("order") == "room"
    second = second_language(conference, language, options)
    days = _days(agenda, source.release, language, by_room)
    if second:
        with reading_in(second, *conference.languages):
            days = tuple(map(_beside, days, _days(agenda, source.release, second, by_room)))
    removed = tuple(_removed_lines(source, language))
    return AgendaDocument(
        meta=_meta(source, agenda, language, second),
        days=days,
        gone=removed,
        marked=bool(changes_of(source.release) or removed),
        second=second,
        languages=(language_name(language), language_name(second)) if second else (),
    )


def second_language(conference: Conference, language: str, options: Mapping[str, Any]) -> str:
    """Return the language beside the document's own, or nothing."""
    second = str(options.get("second") or "")
    return second if second in conference.languages and second != language else ""


def agenda_title(agenda: ReleasedAgenda) -> str:
    return _("Agenda") if agenda.is_final else _("Provisional agenda")


def _meta(source: AgendaSource, agenda: ReleasedAgenda, language: str, second: str) -> DocumentMeta:
    conference = source.conference
    revised = agenda.revision
    symbol = f"1/{revised}" if revised.startswith("Rev") else "1"
    subtitles = [revised]
    if second:
        with reading_in(second, *conference.languages):
            subtitles.insert(0, agenda_title(agenda))
    return document_meta(
        conference,
        language=language,
        title=agenda_title(agenda),
        subtitle=" · ".join(part for part in subtitles if part),
        note=" ".join(note for note in (marked_by_letters(agenda.note), zone_note(conference)) if note),
        symbol=numbered_symbol(conference, symbol),
        distribution=_("General"),
        date=source.issued,
        draft=source.draft,
    )


def _days(
    agenda: ReleasedAgenda, release: AgendaRelease, language: str, by_room: bool
) -> tuple[DocumentDay, ...]:
    changes, moves = changes_of(release), _moves(release, agenda, language)
    return tuple(
        DocumentDay(
            title=document_day(day.date, language),
            parts=tuple(
                DocumentPart(
                    title,
                    tuple(
                        _session(
                            session, language, changes.get(session.id, ""), moves.get(session.id, ""), by_room
                        )
                        for session in sessions
                    ),
                )
                for title, sessions in _parts(agenda, day.sessions, by_room)
            ),
        )
        for day in agenda.days
    )


def _beside(day: DocumentDay, other: DocumentDay) -> DocumentDay:
    """Return the day with the same in a second language beside it."""
    return DocumentDay(
        title=side_by_side(day.title, other.title),
        parts=tuple(
            DocumentPart(
                title=side_by_side(part.title, second.title),
                sessions=tuple(
                    replace(session, other=same)
                    for session, same in zip(part.sessions, second.sessions, strict=True)
                ),
            )
            for part, second in zip(day.parts, other.parts, strict=True)
        ),
    )


def _parts(
    agenda: ReleasedAgenda, sessions: Sequence[ReleasedSession], by_room: bool
) -> list[tuple[str, list[ReleasedSession]]]:
    if not by_room:
        return [("", list(sessions))]
    parts = [(str(room), [session for session in sessions if session.room == room]) for room in agenda.rooms]
    parts.append((_("Without a room"), [session for session in sessions if session.room is None]))
    return [part for part in parts if part[1]]


def changes_of(release: AgendaRelease) -> dict[str, str]:
    """Map sessions to what became of them since the release before; the first release has nothing to compare with."""
    if release.number == 1:
        return {}
    kinds = ("new", "changed", "moved")
    return {row["id"]: str(WORDS[kind]) for kind in kinds for row in release.changes.get(kind, [])}


def _moves(release: AgendaRelease, agenda: ReleasedAgenda, language: str) -> dict[str, str]:
    """Map each moved session to when and where it was in the release before."""
    if release.number == 1:
        return {}
    rooms = {room.id: str(room) for room in agenda.rooms}
    sessions = {session.id: session for session in agenda.sessions}
    earlier = {}
    for row in release.changes.get("moved", []):
        session, before = sessions.get(row["id"]), row["from"]
        start, end = span_of(before, session.start.tzinfo if session else None)
        if session is None or start is None:
            continue
        parts = [
            document_date(start.date(), language) if start.date() != session.start.date() else "",
            clock_hours(start, end),
            rooms.get(before.get("room") or "", "") if "room" in row["fields"] else "",
        ]
        earlier[row["id"]] = _("Before: %(place)s") % {"place": ", ".join(part for part in parts if part)}
    return earlier


def _removed_lines(source: AgendaSource, language: str) -> list[str]:
    """List what the public could read in the release before and is no longer held, a line each."""
    release, zone = source.release, source.conference.zone
    if release.number == 1:
        return []
    lines = []
    for row in release.changes.get("cancelled", []):
        start, end = span_of(row, zone)
        if row["visibility"] != "public" or start is None:
            continue
        lines.append(
            f"{document_date(start.date(), language)}, {clock_hours(start, end)}: {TranslatedText.of(row['title'])}"
        )
    return lines


def _session(
    session: ReleasedSession, language: str, change: str, before: str, by_room: bool
) -> DocumentSession:
    return DocumentSession(
        time=clock_hours(session.start, session.end),
        title=title_with_group(session),
        subtitle=str(session.subtitle),
        place=str(session.room) if session.room and not by_room else "",
        languages="" if session.is_pause else spoken_languages(session, language),
        photographs=session.photographs_label,
        group=group_beside(session),
        status=status_of(session),
        change=change,
        before=before,
        pause=session.is_pause,
        cancelled=session.cancelled,
        roles=tuple(map(role_of, session.roles)),
        items=tuple(map(_item, session.items)),
    )


def _item(item: ReleasedItem) -> DocumentItem:
    return DocumentItem(
        number=str(item.number or ""),
        time=f"{item.start:%H:%M}" if item.start else "",
        title=str(item.title),
        symbol=item.symbol,
        roles=tuple(map(role_of, item.roles)),
    )
