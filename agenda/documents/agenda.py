"""The agenda as a document: by day, or by room within each day; changes marked from one revision to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agenda.domain.publishing import draft_release
from agenda.domain.reading import published_agenda
from agenda.domain.view import AgendaView, ItemView, RoleView, SessionView
from agenda.models import AgendaRelease
from confman.conferences.models import Conference
from confman.documents.domain import document_day, document_meta
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import language_name


@dataclass(frozen=True)
class DocumentRole:
    """Who does what; `name` says "to be confirmed" where it is not known."""

    role: str
    name: str
    function: str

    @property
    def line(self) -> str:
        """In one line, for Word."""
        who = f"{self.name}, {self.function}" if self.function else self.name
        return f"{self.role}: {who}"


@dataclass(frozen=True)
class DocumentItem:
    number: str
    time: str
    title: str
    symbol: str
    roles: tuple[DocumentRole, ...]

    @property
    def line(self) -> str:
        """In one line, for Word."""
        parts = [
            f"{self.number}." if self.number else "–",
            self.title,
            f"({self.symbol})" if self.symbol else "",
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class DocumentSession:
    """A row of the agenda. `change` says "new", "moved" or "changed" in words, or nothing."""

    time: str
    title: str
    subtitle: str
    place: str
    languages: str
    group: str
    status: str
    change: str
    pause: bool
    cancelled: bool
    roles: tuple[DocumentRole, ...]
    items: tuple[DocumentItem, ...]


@dataclass(frozen=True)
class DocumentPart:
    """The sessions of a day, or of a room on a day; the title is empty where the day needs no parts."""

    title: str
    sessions: tuple[DocumentSession, ...]


@dataclass(frozen=True)
class DocumentDay:
    title: str
    parts: tuple[DocumentPart, ...]


@dataclass(frozen=True)
class AgendaDocument:
    meta: DocumentMeta
    days: tuple[DocumentDay, ...]
    marked: bool  # whether changes are marked in it


def build_agenda(conference: Conference, *, language: str, options: Mapping[str, Any]) -> AgendaDocument:
    """The latest release as the public may read it; marked as a draft, the working agenda as it would be.

    The draft is made where it is asked for (`options["state"]` is "working") and where nothing is published yet, so
    that the secretariat sees its document from the first minute. Raises Refused where nothing is scheduled.
    """
    release = AgendaRelease.objects.latest_of(conference)
    draft = release is None or options.get("state") == "working"
    if draft:
        release = draft_release(conference)
    agenda = published_agenda(conference, Audience.PUBLIC, release=release)
    assert release is not None and agenda is not None
    changes = _changes(release)
    by_room = options.get("order") == "room"
    return AgendaDocument(
        meta=_meta(conference, agenda, language, draft=draft),
        days=tuple(
            DocumentDay(
                title=document_day(day.date, language),
                parts=tuple(
                    DocumentPart(
                        title, tuple(_session(session, language, changes, by_room) for session in sessions)
                    )
                    for title, sessions in _parts(agenda, day.sessions, by_room)
                ),
            )
            for day in agenda.days
        ),
        marked=bool(changes),
    )


def _meta(conference: Conference, agenda: AgendaView, language: str, *, draft: bool) -> DocumentMeta:
    revised = agenda.label if agenda.label.casefold() not in ("provisional", "final") else ""
    symbol = f"1/{revised}" if revised.startswith("Rev") else "1"
    notes = [agenda.note, _("All times are those of %(zone)s.") % {"zone": _zone(conference)}]
    return document_meta(
        conference,
        language=language,
        title=_("Agenda") if agenda.final else _("Provisional agenda"),
        subtitle=revised,
        note=" ".join(note for note in notes if note),
        symbol=symbol if conference.symbol_prefix else "",
        distribution=_("General"),
        date=conference.local(agenda.published_at).date(),
        draft=draft,
    )


def _zone(conference: Conference) -> str:
    city = str(conference.city)
    return f"{city} ({conference.timezone})" if city else conference.timezone


def _parts(
    agenda: AgendaView, sessions: Sequence[SessionView], by_room: bool
) -> list[tuple[str, list[SessionView]]]:
    if not by_room:
        return [("", list(sessions))]
    parts = [(str(room), [session for session in sessions if session.room == room]) for room in agenda.rooms]
    parts.append((_("Without a room"), [session for session in sessions if session.room is None]))
    return [part for part in parts if part[1]]


def _changes(release: AgendaRelease) -> dict[str, str]:
    """Session -> what became of it since the release before; the first release has nothing to compare with."""
    if release.number == 1:
        return {}
    words = {"new": _("new"), "changed": _("changed"), "moved": _("moved")}
    return {row["id"]: word for kind, word in words.items() for row in release.changes.get(kind, [])}


def _session(
    session: SessionView, language: str, changes: Mapping[str, str], by_room: bool
) -> DocumentSession:
    status = ""
    if session.cancelled:
        status = _("cancelled")
    elif session.tentative:
        status = _("tentative")
    return DocumentSession(
        time=_time(session),
        title=str(session.title),
        subtitle=str(session.subtitle),
        place=str(session.room) if session.room and not by_room else "",
        languages="" if session.is_pause else _languages(session, language),
        group=str(session.group) if session.group and str(session.group.name) != str(session.title) else "",
        status=status,
        change=changes.get(session.id, ""),
        pause=session.is_pause,
        cancelled=session.cancelled,
        roles=tuple(map(_role, session.roles)),
        items=tuple(map(_item, session.items)),
    )


def _time(session: SessionView) -> str:
    start = f"{session.start:%H:%M}"
    return f"{start}–{session.end:%H:%M}" if session.end else start


def _languages(session: SessionView, language: str) -> str:
    spoken = ", ".join(language_name(code, language) for code in session.floor_languages)
    heard = ", ".join(
        language_name(code, language)
        for code in session.listening_languages
        if code not in session.floor_languages
    )
    return f"{spoken} → {heard}" if heard else spoken


def _role(role: RoleView) -> DocumentRole:
    label = role.label[:1].upper() + role.label[1:]
    if role.person is None:
        return DocumentRole(label, _("to be confirmed"), "")
    function = ", ".join(part for part in (str(role.person.job_title), str(role.person.organization)) if part)
    return DocumentRole(label, str(role.person), function)


def _item(item: ItemView) -> DocumentItem:
    return DocumentItem(
        number=str(item.number or ""),
        time=f"{item.start:%H:%M}" if item.start else "",
        title=str(item.title),
        symbol=item.symbol,
        roles=tuple(map(_role, item.roles)),
    )
