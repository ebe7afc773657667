"""The plain tree between files and the record: every reader makes one, every writer takes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard

# Language -> text; "" stands for "in the language of the file", which the importer decides.
Texts = Mapping[str, str]


def text(value: str | None, language: str = "") -> dict[str, str]:
    """Return a text of a file, stripped; empty if there is none."""
    stripped = (value or "").strip()
    return {language: stripped} if stripped else {}


def as_list(value: Any) -> list[Any]:
    """Return a list of a file; an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_object(value: Any) -> dict[str, Any]:
    """Return an object of a file; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def only(texts: Texts) -> str:
    """Return the text of a writer's tree, which has it in the one language that is written."""
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

    `kind` is the file's own word. `extra` has what we have no field for: by element or key, in the shape in
    which it is written out again. `place` says where in the file it is.
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
    """A whole file. `messages` is what the reader mended; `refused` the events it could not read, with place.

    `states` names the fields of events that the format always gives: an empty one of these means that there
    is none, of any other that the file does not know it.
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


def wrong(place: str, problem: str) -> Refused:
    """Return the refusal of what stands at a place of a file, and what is wrong with it."""
    return Refused(f"{place}: {problem}.")


def require_title(place: str, title: Any) -> None:
    """Raise Refused for an event without a title."""
    if not title:
        raise Refused(_("%(place)s: it has no title.") % {"place": place})


@contextmanager
def event_guard(schedule: Schedule, place: str) -> Iterator[None]:
    """Read one event within; one that cannot be read is refused with its place, and the others are read."""
    try:
        with reader_guard(place, said=_("this event cannot be read.")):
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
    """More than any schedule has: reading stops."""

    def __init__(self) -> None:
        super().__init__(
            _("The file has more than %(limit)d sessions or far too many parts: no schedule is so long.")
            % {"limit": MAX_SESSIONS}
        )


def require_reasonable(schedule: Schedule) -> None:
    """Raise TooManySessions where a reader has met more than there can be."""
    if len(schedule.events) + len(schedule.refused) > MAX_SESSIONS:
        raise TooManySessions
