"""The content tree that a release keeps for ever; and the published agenda as readers may see it, as dataclasses."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db import models

from agenda.core.domain.rich_text import as_plain
from agenda.releases.models import FINAL, PROVISIONAL, label_in_words, revision_in
from agenda.rooms.models import GroupRoleKind, Photography
from agenda.sessions.models.session import PAUSES, Item, Session, SessionRole
from confman.people.privacy import ShownPerson
from confman.translation.collation import collation_key
from confman.translation.languages import reading_languages
from confman.translation.text import TranslatedText
from confman.web.search import fold

Content = dict[str, Any]

# The content of a conference without a release.
EMPTY: Content = {
    "timezone": "UTC", "languages": [], "rooms": [], "themes": [], "groups": [], "sessions": [], "annotations": {},
    "cancelled": [], "imported": {},
}  # fmt: skip


def span_of(
    row: Mapping[str, Any], zone: dt.tzinfo | None = None
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return start and end of a row, in the zone; either may be missing."""
    start, end = (
        dt.datetime.fromisoformat(row[name]).astimezone(zone) if row.get(name) else None
        for name in ("start", "end")
    )
    return start, end


def sessions_by_id(content: Mapping[str, Any]) -> dict[str, Content]:
    return {session["id"]: session for session in content.get("sessions", [])}


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return fold(as_plain(text))


def label_of(choices: type[models.TextChoices], value: str) -> str:
    """Return the words for a choice; a value of an older release that no longer exists stands for itself."""
    return str(choices(value).label) if value in choices.values else value


@dataclass(frozen=True)
class ReleasedRoom:
    id: str
    name: TranslatedText
    capacity: int | None
    accessible: bool
    photography: str = ""

    def __str__(self) -> str:
        return str(self.name)

    @property
    def photographs(self) -> str:
        """Return what is announced about photographs, as for a session."""
        return self.photography

    @property
    def photographs_label(self) -> str:
        return label_of(Photography, self.photography) if self.photography else ""


@dataclass(frozen=True)
class ReleasedTheme:
    id: str
    name: TranslatedText
    colour: str

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True)
class ReleasedRole:
    """A role in a session. `person` is None while it is to be confirmed, and where it must not be named."""

    role: str
    person: ShownPerson | None
    confirmed: bool
    item: str = ""  # id of the item it belongs to
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def label(self) -> str:
        return label_of(SessionRole.Role, self.role)


@dataclass(frozen=True)
class ReleasedGroupRole:
    role: str
    person: ShownPerson

    @property
    def label(self) -> str:
        return label_of(GroupRoleKind, self.role)


@dataclass(frozen=True)
class ReleasedGroup:
    id: str
    code: str
    name: TranslatedText
    mandate: TranslatedText
    roles: tuple[ReleasedGroupRole, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class ReleasedMaterial:
    id: str
    title: TranslatedText
    link: str
    has_file: bool
    media_type: str
    language: str
    symbol: str
    item: str = ""
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return str(self.title) or self.symbol or self.link


@dataclass(frozen=True)
class ReleasedBooth:
    """A booth: from which language into which; `relay` is the language it hears where that is not the floor's."""

    booth: str
    source: str
    target: str
    both_ways: bool
    relay: str


@dataclass(frozen=True)
class ReleasedItem:
    """An item with its stable number. It runs from `start`, where the minutes of those before it are known."""

    id: str
    number: int | None
    title: TranslatedText
    kind: str
    minutes: int | None
    symbol: str
    start: dt.datetime | None
    roles: tuple[ReleasedRole, ...]
    background: TranslatedText = field(default_factory=TranslatedText)
    expected_action: TranslatedText = field(default_factory=TranslatedText)

    @property
    def kind_label(self) -> str:
        return label_of(Item.Kind, self.kind)


@dataclass(frozen=True)
class ReleasedSession:
    """A session; its times are in the conference's zone. `roles` are those of the session as a whole."""

    id: str
    guid: str
    sequence: int
    changed_at: dt.datetime
    kind: str
    title: TranslatedText
    subtitle: TranslatedText
    summary: TranslatedText
    description: TranslatedText
    start: dt.datetime
    end: dt.datetime | None
    day: dt.date
    room: ReleasedRoom | None
    online_link: str
    group: ReleasedGroup | None
    theme: ReleasedTheme | None
    floor_languages: tuple[str, ...]
    listening_languages: tuple[str, ...]
    links: tuple[dict[str, Any], ...] = field(hash=False)
    visibility: str
    chatham_house: bool
    sign_up: bool
    status: str
    items: tuple[ReleasedItem, ...]
    roles: tuple[ReleasedRole, ...]
    materials: tuple[ReleasedMaterial, ...]
    booths: tuple[ReleasedBooth, ...] = ()
    photography: str = ""
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def kind_label(self) -> str:
        return label_of(Session.Kind, self.kind)

    @property
    def photographs(self) -> str:
        """Return what is announced about photographs: for the session, else for its room; else ""."""
        return self.photography or (self.room.photography if self.room else "")

    @property
    def photographs_label(self) -> str:
        return label_of(Photography, self.photographs) if self.photographs else ""

    @property
    def is_pause(self) -> bool:
        return self.kind in PAUSES

    @property
    def cancelled(self) -> bool:
        return self.status == Session.Status.CANCELLED

    @property
    def tentative(self) -> bool:
        return self.status == Session.Status.TENTATIVE

    @cached_property
    def search_text(self) -> str:
        """Everything a visitor may search for in a session, folded."""
        texts = [*self.title.values(), *self.subtitle.values()]
        texts += [text for item in self.items for text in item.title.values()]
        long_texts = [*self.summary.values(), *self.description.values()]
        people = [role.person.search_text for role in self.all_roles if role.person]
        return " ".join([*map(fold, texts), *map(_folded, long_texts), *people])

    @property
    def all_roles(self) -> tuple[ReleasedRole, ...]:
        """Return the roles of the session, then those of its items, in their order."""
        return self.roles + tuple(role for item in self.items for role in item.roles)


@dataclass(frozen=True)
class CancelledSession:
    """A session of an earlier release that is gone: calendars must be told."""

    guid: str
    sequence: int
    changed_at: dt.datetime
    title: TranslatedText
    start: dt.datetime
    end: dt.datetime | None
    day: dt.date
    room: ReleasedRoom | None


@dataclass(frozen=True)
class ReleasedDay:
    date: dt.date
    number: int
    sessions: tuple[ReleasedSession, ...]

    @property
    def rooms(self) -> tuple[ReleasedRoom, ...]:
        """Return the rooms used on the day, in the conference's order; a room that has only pauses is not used."""
        room_by_id = {session.room.id: session.room for session in self.sessions if session.room}
        return tuple(room_by_id.values())


@dataclass(frozen=True)
class Appearance:
    """A speaker's part in a session."""

    session: ReleasedSession
    role: ReleasedRole
    item: ReleasedItem | None


@dataclass(frozen=True)
class ReleasedSpeaker:
    """A person who may be named in a role. `personal`: biography and photo may be shown, too."""

    person: ShownPerson
    appearances: tuple[Appearance, ...]
    personal: bool
    family_name: TranslatedText

    def place(self, language: str) -> tuple[str, str]:
        """Return what sorts the person by family name, as the name is read, in the alphabet of a language."""
        name = self.person.name
        words = f"{self.family_name.get(name.language, '')} {name.get(name.language, '')}"
        return collation_key(words.strip(), language), self.person.id


@dataclass(frozen=True)
class ReleasedAgenda:
    """One release, for one audience. Days, rooms and sessions are in order."""

    number: int
    label: str
    is_final: bool
    note: str
    published_at: dt.datetime
    timezone: str
    days: tuple[ReleasedDay, ...]
    rooms: tuple[ReleasedRoom, ...]
    themes: tuple[ReleasedTheme, ...]
    groups: tuple[ReleasedGroup, ...]
    speakers: tuple[ReleasedSpeaker, ...]
    cancelled: tuple[CancelledSession, ...]
    imported: dict[str, Any] = field(default_factory=dict, compare=False)
    # For the secretariat's own export: with all data of imported files (agenda.releases.domain.reader).
    internal: bool = False

    @property
    def sessions(self) -> tuple[ReleasedSession, ...]:
        return tuple(session for day in self.days for session in day.sessions)

    @property
    def label_in_words(self) -> str:
        """Return the label in the reading language."""
        return label_in_words(self.label)

    @property
    def revision(self) -> str:
        """Return Rev.1, or another label that adds something to the state in the reading language."""
        state = label_in_words(FINAL if self.is_final else PROVISIONAL)
        return "" if self.label.strip().casefold() == state.casefold() else revision_in(self.label)

    def session(self, key: str) -> ReleasedSession | None:
        """Return the session of that id, if this audience may see it."""
        return next((session for session in self.sessions if session.id == key), None)

    def speakers_by_name(self, alphabet: str = "") -> list[ReleasedSpeaker]:
        """Return the speakers by family name, in this alphabet, else in that of the reading language."""
        language = alphabet or reading_languages()[0]
        return sorted(self.speakers, key=lambda speaker: speaker.place(language))

    def speaker(self, key: str) -> ReleasedSpeaker | None:
        return next((speaker for speaker in self.speakers if speaker.person.id == key), None)
