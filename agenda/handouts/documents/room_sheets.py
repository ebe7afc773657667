"""Room sheets for room attendants, and door signs: the sessions of a room on one day.

Made for participants: people who have not confirmed are not named; of a closed session only its hours are
shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.core.domain.groups import even_parts
from agenda.core.domain.intervals import clock_hours
from agenda.programme.documents.agenda import second_language
from agenda.programme.documents.agenda_source import (
    AgendaSource,
    DocumentRole,
    agenda_source,
    role_of,
    side_by_side,
    spoken_languages,
    status_of,
    zone_note,
)
from agenda.programme.documents.bilingual import in_two_languages
from agenda.releases.domain.read_model import ReleasedDay, ReleasedRoom, ReleasedSession
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import document_day
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import reading_in
from confman.web.colours import text_colour_of
from confman.web.errors import Refused

Row = TypeVar("Row")


@dataclass(frozen=True)
class RoomSession:
    """A session in a room. Of a closed session only the hours are given."""

    time: str
    title: str
    status: str
    subtitle: str = ""
    group: str = ""
    languages: str = ""
    pause: bool = False
    roles: tuple[DocumentRole, ...] = ()
    materials: tuple[str, ...] = ()
    photographs: str = ""

    @property
    def first(self) -> tuple[DocumentRole, ...]:
        """Return the first person, who stays with the title."""
        return self.roles[:1]

    @property
    def rest(self) -> tuple[DocumentRole, ...]:
        """Return the other people, of whom some may stand on the next page."""
        return self.roles[1:]


@dataclass(frozen=True)
class RoomSheet:
    room: str
    day: str
    setting: str
    sessions: tuple[RoomSession, ...]


@dataclass(frozen=True)
class RoomSheets:
    meta: DocumentMeta
    sheets: tuple[RoomSheet, ...]


@dataclass(frozen=True)
class SignLine:
    """A session on a sign, whose letters are all of one size. `second` is its title in the second language."""

    time: str
    title: str
    chair: str
    languages: str
    cancelled: bool
    photographs: str = ""
    second: str = ""
    second_language: str = ""

    @property
    def below(self) -> tuple[str, ...]:
        """Return the small print below the title."""
        return tuple(filter(None, (self.chair, self.photographs, self.languages)))


@dataclass(frozen=True)
class DoorSign:
    """The name of the room, the day, and one session or several, all as large as they can be."""

    room: str
    day: str
    lines: tuple[SignLine, ...]

    @property
    def titles(self) -> int:
        """Return how many titles are on it: only a sign with more than three may outgrow a page in large letters."""
        return sum(2 if line.second else 1 for line in self.lines)


@dataclass(frozen=True)
class DoorSigns:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[DoorSign, ...]
    accent: str
    conference: str


@in_two_languages
def build_room_sheets(conference: Conference, *, language: str, options: Mapping[str, Any]) -> RoomSheets:
    """Build a page for each room and day of the release, or of the working agenda (`options`: `state`, `day`, `room`).

    Raises Refused if nothing is held in any room.
    """
    source = agenda_source(conference, options)
    settings = {str(room.pk): _setting(room) for room in Room.objects.of(conference)}
    sheets = tuple(
        RoomSheet(
            room=str(room),
            day=document_day(day.date, language),
            setting=settings.get(room.id, ""),
            sessions=tuple(_session(session, language) for session in sessions),
        )
        for day, room, sessions in _rooms_and_days(source, options)
    )
    return RoomSheets(
        meta=source.meta(language, _("Room sheets"), zone_note(conference)), sheets=_require_any(sheets)
    )


def build_door_signs(conference: Conference, *, language: str, options: Mapping[str, Any]) -> DoorSigns:
    """Build a sign for each room and day (see `build_room_sheets`); for each session if `options["per"]` is "session".

    In the language of the document, or in two with `options["second"]`.
    """
    source = agenda_source(conference, options)
    second = second_language(conference, language, options)
    parts = list(_rooms_and_days(source, options))
    max_lines = LINES_A_SIGN_OF_TWO_LANGUAGES if second else LINES_A_SIGN
    if options.get("per") == "session":
        max_lines = 1
    signs = [sign for part in parts for sign in _signs(*part, language, max_lines)]
    if second:
        with reading_in(second, *conference.languages):
            others = [sign for part in parts for sign in _signs(*part, second, max_lines)]
        signs = [_beside(sign, other, second) for sign, other in zip(signs, others, strict=True)]
    return DoorSigns(
        meta=document_meta(
            conference,
            language=language,
            title=_("Door signs"),
            note=source.revision(language),
            draft=source.draft,
            date=source.issued,
        ),
        sheet=CARD_SHEETS["a4-landscape"],
        cards=_require_any(tuple(signs)),
        accent=text_colour_of(conference.colour),
        conference=str(conference.title),
    )


def _require_any(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the rows. Raises Refused if there are none."""
    if not rows:
        raise Refused(
            _("There are no sessions in the rooms chosen: give a session a room, or choose other rooms.")
        )
    return rows


def _rooms_and_days(
    source: AgendaSource, options: Mapping[str, Any]
) -> Iterator[tuple[ReleasedDay, ReleasedRoom, list[ReleasedSession]]]:
    """Yield what participants may read, plus closed sessions, shown only as a closed door."""
    readable = {session.id: session for session in source.read(Audience.PARTICIPANTS).sessions}
    agenda = source.read(Audience.SECRETARIAT)
    for day in agenda.days:
        if options.get("day") not in (None, "", day.date.isoformat()):
            continue
        for room in agenda.rooms:
            if options.get("room") not in (None, "", room.id):
                continue
            sessions = [readable.get(session.id, session) for session in day.sessions if session.room == room]
            if sessions:
                yield day, room, sessions


def _setting(room: Room) -> str:
    """Return '180 seats, theatre, 2 booths, accessible by wheelchair'."""
    parts = []
    if room.capacity:
        parts.append(ngettext("%(count)d seat", "%(count)d seats", room.capacity) % {"count": room.capacity})
    if room.layout:
        parts.append(str(room.get_layout_display()))
    if room.booths:
        parts.append(
            ngettext("%(count)d interpreters’ booth", "%(count)d interpreters’ booths", room.booths)
            % {"count": room.booths}
        )
    parts.append(_("accessible by wheelchair") if room.accessible else _("not accessible by wheelchair"))
    return ", ".join(parts)


def _session(session: ReleasedSession, language: str) -> RoomSession:
    if session.visibility == Session.Visibility.CLOSED:
        return RoomSession(clock_hours(session.start, session.end), _("Closed meeting"), status_of(session))
    return RoomSession(
        time=clock_hours(session.start, session.end),
        title=str(session.title),
        subtitle=str(session.subtitle),
        group=str(session.group) if session.group and str(session.group.name) != str(session.title) else "",
        status=status_of(session),
        languages="" if session.is_pause else spoken_languages(session, language),
        pause=session.is_pause,
        roles=tuple(map(role_of, session.all_roles)),
        materials=tuple(str(material) for material in session.materials),
        photographs=session.photographs_label,
    )


# --- Signs ------------------------------------------------------------------------------------------------

# More lines than this would be illegible from three metres.
LINES_A_SIGN = 6
LINES_A_SIGN_OF_TWO_LANGUAGES = 3
_CHAIRS = ("chair", "co-chair", "moderator")


def _signs(
    day: ReleasedDay, room: ReleasedRoom, sessions: list[ReleasedSession], language: str, max_lines: int
) -> list[DoorSign]:
    """Return the signs of a room and day with at most `max_lines` sessions on each; a pause has no sign of its own."""
    lines = [
        _sign_line(_session(session, language), session)
        for session in sessions
        if max_lines > 1 or not session.is_pause
    ]
    title = document_day(day.date, language)
    return [DoorSign(str(room), title, tuple(part)) for part in even_parts(lines, max_lines)]


def _sign_line(entry: RoomSession, session: ReleasedSession) -> SignLine:
    chairs = [
        role for role, view in zip(entry.roles, session.all_roles, strict=False) if view.role in _CHAIRS
    ]
    title = f"{entry.title} ({entry.status})" if entry.status else entry.title
    return SignLine(
        time=entry.time,
        title=title,
        chair="; ".join(f"{role.role}: {role.name}" for role in chairs),
        languages=entry.languages,
        cancelled=session.cancelled,
        photographs=capfirst(entry.photographs),
    )


def _beside(sign: DoorSign, other: DoorSign, second: str) -> DoorSign:
    """Return a sign in two languages: titles one below the other, small print on one line."""
    return DoorSign(
        room=side_by_side(sign.room, other.room),
        day=side_by_side(sign.day, other.day),
        lines=tuple(
            replace(
                line,
                second=same.title if same.title != line.title else "",
                second_language=second,
                chair=side_by_side(line.chair, same.chair),
                languages=side_by_side(line.languages, same.languages),
                photographs=side_by_side(line.photographs, same.photographs),
            )
            for line, same in zip(sign.lines, other.lines, strict=True)
        ),
    )
