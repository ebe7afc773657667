"""A schedule as plain data, between files and the database, and times as schedules write them."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard

_ISO_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
_TIME = re.compile(r"^(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")


@cache
def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the time zone of that name, if there is one. The list of all zones would be read from disk each time."""
    return zoneinfo.ZoneInfo(name) if name in zoneinfo.available_timezones() else None


def parse_moment(text: str) -> dt.datetime | None:
    """Parse a date and time in ISO 8601, or 30.03.2017 09:30; naive without an offset. None for anything else."""
    text = text.strip()
    if len(text) < 12:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    day, _space, hour = text.partition(" ")
    date, time = parse_date(day), parse_time(hour)
    return dt.datetime.combine(date, time) if date and time is not None else None


def parse_date(text: str) -> dt.date | None:
    """Parse a date in ISO 8601 (a time after it does not matter), or 30.03.2017. None for anything else."""
    text = text.strip()
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        pass
    if match := _DAY_FIRST.match(text):
        try:
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return None
    return None


def parse_time(text: str) -> dt.time | None:
    """Parse 09:30, 9.30, 09:30:00, 2:30 pm. None for anything else."""
    match = _TIME.match(text.strip())
    if not match:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    try:
        return dt.time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def parse_duration(text: str) -> dt.timedelta | None:
    """Parse 01:30 (hours and minutes), 01:30:00, PT1H30M, or a plain number of minutes. None for anything else."""
    text = text.strip()
    if text.isdigit():
        return dt.timedelta(minutes=int(text))
    if match := _ISO_DURATION.match(text):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    parts = text.split(":")
    if not all(part.isdigit() for part in parts) or len(parts) not in (2, 3):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 2:
        return dt.timedelta(hours=numbers[0], minutes=numbers[1])
    return dt.timedelta(hours=numbers[0], minutes=numbers[1], seconds=numbers[2])


def write_duration(duration: dt.timedelta | None) -> str:
    """Return 01:30; 00:00 where it is not known."""
    minutes = int((duration or dt.timedelta()).total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# Language -> text; "" stands for "in the language of the file", which the importer decides.
Texts = Mapping[str, str]


def text(value: str | None, language: str = "") -> dict[str, str]:
    """Return a text of a file, stripped; empty if there is none."""
    stripped = (value or "").strip()
    return {language: stripped} if stripped else {}


def as_list(value: object) -> list[Any]:
    """Return a list of a file; an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_object(value: object) -> dict[str, Any]:
    """Return an object of a file; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_number(value: object, least: int, most: int) -> int | None:
    """Return a whole number of a file between two; None for anything else."""
    return value if isinstance(value, int) and least <= value <= most else None


def seats(value: object) -> int | None:
    """Return how many seats a room of a file has; None where it says nothing that can be."""
    return as_number(value, 0, 1_000_000)


def item_minutes(value: object) -> int | None:
    """Return how many minutes an item of a file takes; None where it says nothing that can be."""
    return as_number(value, 1, 999)


def only_text(texts: Texts) -> str:
    """Return the single text of a schedule that is being written, which has one language only."""
    return next(iter(texts.values()), "")


@dataclass
class SchedulePerson:
    """Someone named in a session. `id` and `guid` are the file's; `extra` is whatever else it says."""

    name: str
    id: str = ""
    guid: str = ""
    role: str = ""  # a role of ours, where the file has one
    # Of a person whom nobody knows yet; the address also finds one who is known.
    organization: str = ""
    email: str = ""
    biography: str = ""
    item: int | None = None  # place among the items, from 0, where the role is one in an item
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class ScheduleLink:
    """A link or an attachment."""

    url: str
    title: str = ""
    type: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class ScheduleItem:
    """An item inside a session. Only our own files have them; others have them in the description."""

    title: Texts
    kind: str = ""
    minutes: int | None = None
    number: int | None = None


@dataclass
class ScheduleEvent:
    """A session of a file. Naive times are in the zone of the file or of the conference.

    `kind` is the file's own word. `extra` has, by element or key, what we have no field for, in the shape in which a
    writer writes it. `place` says where in the file the session is.
    """

    title: Texts
    place: str = ""
    guid: str = ""
    id: str = ""
    kind: str = ""
    subtitle: Texts = field(default_factory=dict)
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    language: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    day: dt.date | None = None
    room: Texts = field(default_factory=dict)
    theme: Texts = field(default_factory=dict)
    persons: list[SchedulePerson] = field(default_factory=list)
    links: list[ScheduleLink] = field(default_factory=list)
    attachments: list[ScheduleLink] = field(default_factory=list)
    items: list[ScheduleItem] = field(default_factory=list)
    status: str = ""
    photography: str = ""  # what is announced about photographs, in our own words: "taken", "none"
    visibility: str = ""  # for whom it is, in our own words, where the file says that it is not for everyone
    chatham_house: bool = False
    url: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def length(self) -> dt.timedelta | None:
        """Return how long it lasts, whatever the clock does meanwhile; None where its end is not known."""
        if self.start is None or self.end is None:
            return None
        return self.end.astimezone(dt.UTC) - self.start.astimezone(dt.UTC)


@dataclass
class ScheduleTheme:
    """A track. Its name is what events refer to."""

    name: Texts
    colour: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class ScheduleRoom:
    name: Texts
    id: str = ""
    capacity: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Schedule:
    """A whole file. `messages` tells what the reader corrected; `refused` lists the events it could not read, by place.

    `states` names the fields that the format always gives for an event: if one of these is empty, the event has no such
    value; if any other is empty, the file does not tell.
    """

    title: str = ""
    acronym: str = ""
    city: str = ""
    venue: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    timezone: str = ""
    version: str = ""
    language: str = ""  # of the texts that name none, where the file says it
    url: str = ""
    internal: bool = False  # written for the secretariat: with all that is kept
    days: list[ScheduleDay] = field(default_factory=list)
    rooms: list[ScheduleRoom] = field(default_factory=list)
    themes: list[ScheduleTheme] = field(default_factory=list)
    events: list[ScheduleEvent] = field(default_factory=list)
    states: frozenset[str] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass
class ScheduleDay:
    """A day of the conference, with its beginning and end."""

    date: dt.date
    index: int
    start: dt.datetime | None = None
    end: dt.datetime | None = None


def fault_at(place: str, problem: str) -> Refused:
    """Return a Refused that names a place in a file and the problem there."""
    return Refused(f"{place}: {problem}.")


def require_title(place: str, title: object) -> None:
    """Raise Refused for an event without a title."""
    if not title:
        raise Refused(_("%(place)s: it has no title.") % {"place": place})


@contextmanager
def event_guard(schedule: Schedule, place: str) -> Iterator[None]:
    """Guard the reading of one event: if it cannot be read, note it with its place and go on with the next."""
    try:
        with reader_guard(place, problem=_("this event cannot be read.")):
            yield
    except UnreadableSchedule:
        raise
    except Refused as error:
        schedule.refused.append(error.message)


# Fields that frab XML and JSON always give.
FRAB_STATES = frozenset(
    "subtitle summary description kind language start end room theme persons links attachments".split()
)
# Fields that we do not have and that both formats call by the same name.
COMMON_EXTRAS = frozenset("slug url logo video_download_url feedback_url origin_url @code".split())


class UnreadableSchedule(Refused):
    """The file is not a schedule, or is broken: the message says where and why. Nothing of it can be used."""


# No conference has more, and each takes the readers a millisecond or two.
MAX_SESSIONS = 10_000


class TooManySessions(UnreadableSchedule):
    """The file has more sessions than any schedule; reading stops."""

    def __init__(self) -> None:
        super().__init__(
            _("The file has more than %(limit)d sessions or far too many parts: no schedule is so long.")
            % {"limit": MAX_SESSIONS}
        )


def require_reasonable(schedule: Schedule) -> None:
    """Raise TooManySessions where a reader has met more than there can be."""
    if len(schedule.events) + len(schedule.refused) > MAX_SESSIONS:
        raise TooManySessions
