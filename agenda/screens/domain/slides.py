"""The slides that a screen shows in turn, each in one language or in two side by side."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agenda.core.domain.groups import even_parts
from agenda.releases.domain.read_model import ReleasedRoom
from agenda.screens.domain.content import ScreenEntry, ScreenProgramme, states_of
from agenda.screens.models import VenueScreen
from confman.conferences.models import Conference
from confman.translation.languages import language_direction
from confman.translation.text import TranslatedText

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
