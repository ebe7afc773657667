"""The content of the venue's screens: the public part of the latest release, and its slides.

A screen holds today and the next day of the programme, and tells by its own clock what is on; the same is
computed here for the first view (`states_of`). Only releases are read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from agenda.core.domain.groups import even_parts
from agenda.programme.domain import over_at
from agenda.releases.domain.read_model import (
    CancelledSession,
    Content,
    ReleasedAgenda,
    ReleasedBooth,
    ReleasedRole,
    ReleasedRoom,
    ReleasedSession,
    sessions_by_id,
)
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease
from agenda.screens.models import VenueScreen
from agenda.sessions.models.session import LEADING, Session, SessionRole
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from confman.translation.languages import language_direction
from confman.translation.text import TranslatedText

_PUBLIC = Session.Visibility.PUBLIC


@dataclass(frozen=True)
class ScreenEntry:
    """A session as a screen shows it.

    `change` says what became of it since morning: "cancelled", "here" (moved into this room), "away" (out of
    it, to `other_room`), "time" (it began at `earlier`); "" where it is unchanged.

    Entries that are not `held` are shown, but never as "on now": what was cancelled, and what is elsewhere now.
    """

    key: str
    title: TranslatedText
    subtitle: TranslatedText
    start: dt.datetime
    end: dt.datetime | None
    until: dt.datetime
    day: dt.date
    room: ReleasedRoom | None
    change: str = ""
    other_room: ReleasedRoom | None = None
    earlier: dt.datetime | None = None
    session: ReleasedSession | None = None

    @property
    def held(self) -> bool:
        return self.change not in ("cancelled", "away")

    @property
    def is_pause(self) -> bool:
        return self.session is not None and self.session.is_pause

    @property
    def group_code(self) -> str:
        group = self.session.group if self.session else None
        return group.code if group else ""

    @property
    def photographs(self) -> str:
        return self.session.photographs if self.session else ""

    @property
    def photographs_label(self) -> str:
        return self.session.photographs_label if self.session else ""

    @property
    def differs_in_photographs(self) -> bool:
        """Tell whether it announces anything other than its room, whose sign has the room's own announcement."""
        return self.photographs != (self.room.photographs if self.room else "")

    @property
    def leading(self) -> tuple[ReleasedRole, ...]:
        """Return the roles of those who lead it and are named in the release."""
        return tuple(role for role in self._named if role.role in LEADING)

    @property
    def speaking(self) -> tuple[ReleasedRole, ...]:
        """Return the roles of those who speak in it, each person once."""
        unlike = (*LEADING, SessionRole.Role.INTERPRETER, SessionRole.Role.RAPPORTEUR)
        role_by_person = {
            role.person.id: role for role in self._named if role.role not in unlike and role.person
        }
        return tuple(role_by_person.values())

    @property
    def _named(self) -> tuple[ReleasedRole, ...]:
        roles = self.session.all_roles if self.session else ()
        return tuple(role for role in roles if role.person)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Return codes of the languages spoken; a pause has none."""
        return self.session.floor_languages if self.session and not self.is_pause else ()

    @property
    def interpreted(self) -> tuple[BoothChannel, ...]:
        """Return the languages it is interpreted into, each with its booths where they are known."""
        if self.session is None or self.is_pause:
            return ()
        booths = _booths_by_language(self.session.booths)
        codes = dict.fromkeys((*self.session.listening_languages, *booths))
        return tuple(BoothChannel(code, ", ".join(booths.get(code, ()))) for code in codes)


@dataclass(frozen=True)
class BoothChannel:
    """A language in which one can listen, and the booth from which it comes."""

    language: str
    booth: str


def _booths_by_language(booths: Iterable[ReleasedBooth]) -> dict[str, list[str]]:
    names_by_language: dict[str, list[str]] = {}
    for booth in booths:
        for code in (booth.target, booth.source) if booth.both_ways else (booth.target,):
            names = names_by_language.setdefault(code, [])
            if booth.booth and booth.booth not in names:
                names.append(booth.booth)
    return names_by_language


@dataclass(frozen=True)
class ScreenProgramme:
    """Today and the next day with sessions, as the public may read them now. `rooms` are in the conference's order."""

    today: dt.date
    entries: tuple[ScreenEntry, ...]
    rooms: tuple[ReleasedRoom, ...]
    number: int
    published_at: dt.datetime | None

    def of_room(self, room: ReleasedRoom | None) -> tuple[ScreenEntry, ...]:
        """Return what is held in a room, or in none."""
        return tuple(entry for entry in self.entries if entry.room == room)

    def at_door(self, room: ReleasedRoom) -> tuple[ScreenEntry, ...]:
        """Return what its door sign shows: what is held in it, and the breaks for everybody."""
        return tuple(
            entry for entry in self.entries if entry.room == room or (entry.room is None and entry.is_pause)
        )

    def room(self, key: str) -> ReleasedRoom | None:
        return next((room for room in self.rooms if room.id == key), None)

    @property
    def changes(self) -> tuple[ScreenEntry, ...]:
        """Return today's changes, each session once: where it went is shown at its present place."""
        return tuple(
            entry for entry in self.entries if entry.change not in ("", "away") and entry.day == self.today
        )


def venue_programme(conference: Conference, at: dt.datetime) -> ScreenProgramme:
    """Return what the screens of the venue show at `at`; empty before the first release. Three queries."""
    today = conference.local(at).date()
    release = AgendaRelease.objects.latest_of(conference)
    agenda = published_agenda(conference, Audience.PUBLIC, release=release) if release else None
    if release is None or agenda is None:
        return ScreenProgramme(today, (), (), 0, None)
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=conference.zone)
    # The release that was current when the day began, else the first published on it.
    releases = AgendaRelease.objects.of(conference).order_by("-number")
    earlier = releases.filter(published_at__lt=midnight).first() or releases.last()
    before = earlier.content if earlier and earlier.number != release.number else None
    return ScreenProgramme(
        today=today,
        entries=programme_entries(agenda, before, at, today),
        rooms=agenda.rooms,
        number=release.number,
        published_at=release.published_at,
    )


def programme_entries(
    agenda: ReleasedAgenda, before: Content | None, at: dt.datetime, today: dt.date
) -> tuple[ScreenEntry, ...]:
    """Return the entries of today and of the next day that has any, in order of time; pure."""
    later = [day.date for day in agenda.days if day.date > today]
    days = {today, *later[:1]}
    public_before = {
        key: row for key, row in sessions_by_id(before or {}).items() if row["visibility"] == _PUBLIC
    }
    rooms = {room.id: room for room in agenda.rooms}
    entries: list[ScreenEntry] = []
    for session in agenda.sessions:
        if session.day in days or session.start <= at < over_at(session):
            entries += _entries_of(session, public_before.get(session.id), rooms)
    # Nobody waits for a session that was cancelled before this morning's release.
    announced = {row["guid"] for row in public_before.values() if row["status"] != "cancelled"}
    entries += [
        _cancelled_entry(entry) for entry in agenda.cancelled if entry.day in days and entry.guid in announced
    ]
    order = {key: index for index, key in enumerate(rooms)}
    return tuple(
        sorted(entries, key=lambda entry: (entry.start, order.get(entry.room.id, -1) if entry.room else -1))
    )


def _entries_of(
    session: ReleasedSession, before: Content | None, rooms: Mapping[str, ReleasedRoom]
) -> list[ScreenEntry]:
    entry = ScreenEntry(
        key=session.id,
        title=session.title,
        subtitle=session.subtitle,
        start=session.start,
        end=session.end,
        until=over_at(session),
        day=session.day,
        room=session.room,
        session=session,
    )
    if session.cancelled:
        return [replace(entry, change="cancelled")]
    if before is None or before["status"] == "cancelled":
        return [entry]
    started = dt.datetime.fromisoformat(before["start"]).astimezone(session.start.tzinfo)
    changed_time = started != session.start
    other = rooms.get(before["room"] or "")
    if other is None or other == session.room:
        return [replace(entry, change="time", earlier=started) if changed_time else entry]
    current = replace(entry, change="here", other_room=other, earlier=started if changed_time else None)
    return [current, replace(entry, change="away", room=other, other_room=session.room)]


def _cancelled_entry(cancelled: CancelledSession) -> ScreenEntry:
    return ScreenEntry(
        key=cancelled.guid,
        title=cancelled.title,
        subtitle=TranslatedText(),
        start=cancelled.start,
        end=cancelled.end,
        until=over_at(cancelled),
        day=cancelled.day,
        room=cancelled.room,
        change="cancelled",
    )


def states_of(entries: Iterable[ScreenEntry], at: dt.datetime, today: dt.date) -> dict[str, str]:
    """Map keys to "over", "now", "next" or "later", for the entries of one place. Pure.

    Next is today's first to begin, with all that begin at the same minute; where today has nothing left, the
    first of the day after. static/src/modules/screens/programme-states.js computes the same in the browser.
    """
    rows = list(entries)
    coming = [entry for entry in rows if entry.held and entry.start > at]
    coming = [entry for entry in coming if entry.day == today] or coming
    first = min((entry.start for entry in coming), default=None)
    states = {}
    for entry in rows:
        if entry.until <= at:
            state = "over"
        elif entry.start <= at:
            state = "now"
        else:
            state = "next" if entry.start == first else "later"
        states[entry.key] = state
    return states


# As many rows as can be read from the back of a foyer.
ROOMS_A_SLIDE = 5
ROOMS_BESIDE = 3  # where two languages share the screen
CHANGES_A_SLIDE = 5
Kind = VenueScreen.Kind


@dataclass(frozen=True)
class EntryState:
    """An entry and its state at the moment of the first look: over, now, next or later."""

    entry: ScreenEntry
    state: str


@dataclass(frozen=True)
class Place:
    """A room with its sessions, or the sessions in no room."""

    room: ReleasedRoom | None
    entries: tuple[ScreenEntry, ...]
    stated: tuple[EntryState, ...] = ()

    def at(self, moment: dt.datetime, today: dt.date) -> Place:
        states = states_of(self.entries, moment, today)
        return replace(self, stated=tuple(EntryState(entry, states[entry.key]) for entry in self.entries))

    @property
    def is_for_everyone(self) -> bool:
        """Tell whether these are only breaks, in no room of their own."""
        return self.room is None and all(entry.is_pause for entry in self.entries)

    @property
    def is_on(self) -> bool:
        """Tell whether anything is held here at the moment."""
        return any(entry.state == "now" and entry.entry.held for entry in self.stated)


@dataclass(frozen=True)
class Credit:
    """A partner on the welcome screen: the logo, and the line that the agreement requires."""

    id: str
    name: TranslatedText
    has_logo: bool
    line: TranslatedText


@dataclass(frozen=True)
class Pane:
    """One picture: "venue" (rooms one below the other), "room" (a door sign, or now and next), "changes", "welcome"."""

    kind: str
    places: tuple[Place, ...] = ()
    changes: tuple[ScreenEntry, ...] = ()
    whole_day: bool = False
    message: TranslatedText = field(default_factory=TranslatedText)
    credits: tuple[Credit, ...] = ()

    def at(self, moment: dt.datetime, today: dt.date) -> Pane:
        """Return the pane with the states of a moment."""
        return replace(self, places=tuple(place.at(moment, today) for place in self.places))


@dataclass(frozen=True)
class LocalizedSlide:
    """A pane in a language."""

    pane: Pane
    language: str

    @property
    def direction(self) -> str:
        return language_direction(self.language)


@dataclass(frozen=True)
class Slide:
    faces: tuple[LocalizedSlide, ...]


def slides_of(screen: VenueScreen, programme: ScreenProgramme) -> tuple[Slide, ...]:
    """Return the slides of a screen. A rotation has those of each of its screens."""
    if screen.kind == Kind.ROTATION:
        screens = screen.shows.for_rotation().with_room()
        return tuple(slide for part in screens for slide in _slides(part, screen.conference, programme))
    return tuple(_slides(screen, screen.conference, programme))


def _slides(screen: VenueScreen, conference: Conference, programme: ScreenProgramme) -> Iterator[Slide]:
    languages = screen_languages(screen, conference)
    beside = screen.arrangement == VenueScreen.Arrangement.SIDE_BY_SIDE and len(languages) > 1
    for pane in _panes(screen, programme, ROOMS_BESIDE if beside else ROOMS_A_SLIDE):
        if beside:
            yield Slide(tuple(LocalizedSlide(pane, language) for language in languages[:2]))
        else:
            yield from (Slide((LocalizedSlide(pane, language),)) for language in languages)


def screen_languages(screen: VenueScreen, conference: Conference) -> list[str]:
    """Return the languages shown, in the conference's order; its first where none was chosen."""
    codes = [code for code in conference.languages if code in screen.languages]
    return codes or [conference.default_language]


def _panes(screen: VenueScreen, programme: ScreenProgramme, rooms: int) -> Iterator[Pane]:
    if screen.kind == Kind.WELCOME:
        partners = screen.partners.all()
        logos = (
            Credit(str(partner.pk), partner.name, bool(partner.logo), partner.credit_line)
            for partner in partners
        )
        yield Pane("welcome", message=screen.message, credits=tuple(logos))
        return
    if screen.kind == Kind.DOOR_SIGN or screen.room_id:
        room = programme.room(str(screen.room_id)) if screen.room_id else None
        entries = programme.at_door(room) if room else ()
        # One that is not in the release has no name here.
        place = Place(room or ReleasedRoom("", TranslatedText(), None, True), entries)
        yield Pane("room", places=(place,), whole_day=screen.kind == Kind.DOOR_SIGN)
        return
    yield from (Pane("venue", places=tuple(places)) for places in even_parts(_places(programme), rooms))
    yield from (
        Pane("changes", changes=tuple(part)) for part in even_parts(programme.changes, CHANGES_A_SLIDE)
    )


def _places(programme: ScreenProgramme) -> list[Place]:
    """Return the rooms in use; sessions in no room come last."""
    places = [Place(room, programme.of_room(room)) for room in (*programme.rooms, None)]
    return [place for place in places if any(entry.held for entry in place.entries)]


def mark_of(screen: VenueScreen, slides: tuple[Slide, ...], programme: ScreenProgramme) -> str:
    """Return a text that changes with what the slides show, and not with the hour."""
    conference = screen.conference
    facts = (
        conference.title, conference.logo.name, conference.city, conference.venue, conference.starts_on,
        conference.ends_on, conference.is_public, conference.languages,
    )  # fmt: skip
    return hashlib.sha256(repr((facts, programme.today, slides)).encode()).hexdigest()[:32]
