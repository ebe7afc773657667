"""The vocabulary shared by frab XML and JSON; their readers and writers add only the syntax."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.programme.exchange.extensions import apply_extensions, description_with_notes, extra_about
from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleDay,
    ScheduleEvent,
    ScheduleLink,
    SchedulePerson,
    Texts,
    fault_at,
    only_text,
    parse_date,
    parse_duration,
)
from confman.translation.text import NOT_IN_XML
from confman.web.links import is_link
from confman.web.search import fold

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}")
# RFC 3986, which "format": "uri" of the JSON schemas means; its reserved characters stand for themselves.
_PART = r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(
    rf"(?:https?://[^/?#]{_PART}*|(?!https?:)[A-Za-z][A-Za-z0-9+.\-]*:{_PART}+)(?:#{_PART}*)?"
)
FORBIDDEN = re.compile(f"[{''.join(map(chr, sorted(NOT_IN_XML)))}]")


def clean_text(value: str) -> str:
    """Remove the characters that XML forbids."""
    return FORBIDDEN.sub("", value)


def is_colour(value: str) -> bool:
    return bool(_COLOUR.fullmatch(value))


def is_number(value: str) -> bool:
    """Tell whether it is the number of an event or a person: of more digits than these is none."""
    return bool(_NUMBER.fullmatch(value))


def is_uuid(value: str) -> bool:
    return bool(_UUID.fullmatch(value))


def is_address(value: object) -> bool:
    """Tell whether it is valid as the address of a page."""
    return isinstance(value, str) and value.startswith("http") and bool(_ADDRESS.fullmatch(value))


def as_address(url: str) -> str:
    """Return the address as a URI, other letters percent-encoded; '' if it is not a URI, such as a relative address."""
    page, mark, fragment = iri_to_uri(url).partition("#")
    address = page + mark + fragment.replace("#", "%23")
    return address if _ADDRESS.fullmatch(address) else ""


def open_links(links: list[ScheduleLink]) -> list[ScheduleLink]:
    """Return the links that a public file may have: only web addresses."""
    return [link for link in links if is_link(link.url) and as_address(link.url)]


def uuid_for(guid: str) -> str:
    """Return the guid, or, where it is not a UUID, one derived from it."""
    return guid if is_uuid(guid) else str(uuid5(NAMESPACE_URL, f"confman:{guid}"))


def acronym(schedule: Schedule) -> str:
    """Return the short name as the formats require it: at least four of a-z, 0-9, _ and -."""
    letters = re.sub(r"[^a-z0-9_-]+", "-", schedule.acronym.lower()).strip("-")
    return letters if len(letters) >= 4 else f"{letters}-conference".strip("-")


class EventNumbers:
    """Gives each event a unique number and slug: those of the file it came from, where they are unique."""

    def __init__(self, schedule: Schedule) -> None:
        self._prefix = re.sub(r"[^a-z0-9]", "_", schedule.acronym.lower()).ljust(4, "_")
        self._slugs: set[str] = set()
        self._known: dict[int, tuple[int, str]] = {}
        for event, number in zip(schedule.events, _numbers(schedule.events), strict=True):
            self._known[id(event)] = (number, self._new_slug(number, event))

    def of(self, event: ScheduleEvent) -> tuple[int, str]:
        """Return number and slug of an event of this schedule."""
        return self._known[id(event)]

    def is_taken(self, slug: str) -> bool:
        return slug in self._slugs

    def _new_slug(self, number: int, event: ScheduleEvent) -> str:
        slug = str(event.extra.get("slug", ""))
        if not _SLUG.fullmatch(slug) or slug in self._slugs:
            title = re.sub(r"[^a-z0-9]+", "_", fold(only_text(event.title)))[:60].strip("_")
            slug = f"{self._prefix}-{number}-{title or 'session'}"
        while slug in self._slugs:
            slug += "_"
        self._slugs.add(slug)
        return slug


def _numbers(events: Sequence[ScheduleEvent]) -> list[int]:
    """Return the number of each event: that of its file if no event before has it; the others follow the highest."""
    numbers: list[int] = []
    used: set[int] = set()
    for event in events:
        number = int(event.id) if is_number(event.id) else 0
        numbers.append(0 if number in used else number)
        used.add(number)
    following = count(max(used, default=0) + 1)
    return [number or next(following) for number in numbers]


@dataclass(frozen=True)
class FrabField:
    """A field of an event: its name in the formats, and ours. A text has languages, a term has not."""

    word: str
    ours: str
    is_text: bool = True


EVENT_FIELDS = (
    FrabField("title", "title"),
    FrabField("subtitle", "subtitle"),
    FrabField("track", "theme"),
    FrabField("type", "kind", is_text=False),
    FrabField("language", "language", is_text=False),
    FrabField("abstract", "summary"),
    FrabField("description", "description"),
)
# All words of an event for which we have a field; anything else in a file is kept as it is.
EVENT_WORDS = frozenset(
    ("date", "start", "duration", "room", *(field.word for field in EVENT_FIELDS), "persons", "links", "attachments")
)  # fmt: skip
# Fields of the conference, beside its days.
CONFERENCE_FIELDS = {"title": "title", "acronym": "acronym", "time_zone_name": "timezone", "url": "url"}
CONFERENCE_WORDS = frozenset((*CONFERENCE_FIELDS, "start", "end"))


# --- Reading ----------------------------------------------------------------------------------------------


def read_conference(schedule: Schedule, value_of: Callable[[str], str]) -> None:
    """Set what the file says of the conference; `value_of` returns the value of a word."""
    for word, ours in CONFERENCE_FIELDS.items():
        setattr(schedule, ours, value_of(word))
    schedule.starts_on, schedule.ends_on = parse_date(value_of("start")), parse_date(value_of("end"))


def read_fields(text: Callable[[str], Texts], term: Callable[[str], str]) -> dict[str, Any]:
    """Return the fields of an event, by our names; `text` and `term` return the value of a word."""
    return {field.ours: (text if field.is_text else term)(field.word) for field in EVENT_FIELDS}


def others(values: Mapping[str, Any], *skipped: str) -> dict[str, Any]:
    """Return the values of other words that are not empty."""
    return {
        word: value
        for word, value in values.items()
        if word not in skipped and value not in (None, "", [], {})
    }


def stripped(value: object) -> str:
    """Return a value of a file as stripped text; '' for None."""
    return "" if value is None else str(value).strip()


def read_person(
    name: object, attributes: Mapping[str, Any], *, role: str = "", skipped: tuple[str, ...] = ()
) -> SchedulePerson:
    """Return a person of that name; `skipped` are words that are not kept, besides those of a person."""
    extra = others(attributes, "id", "guid", *skipped)
    return SchedulePerson(
        " ".join(stripped(name).split()),
        stripped(attributes.get("id")),
        stripped(attributes.get("guid")),
        role=role,
        extra=extra,
    )


def read_reference(url: str, title: str, attributes: Mapping[str, Any]) -> ScheduleLink:
    """Return a link or an attachment."""
    return ScheduleLink(
        url, title, stripped(attributes.get("type")), others(attributes, "url", "href", "title", "type")
    )


def read_end(start: dt.datetime | None, duration: str, place: str) -> dt.datetime | None:
    """Return when an event of that length ends. Raises Refused for anything but a length."""
    length = parse_duration(duration)
    if duration and length is None:
        raise fault_at(place, _("“%(text)s” is not a duration such as 01:30") % {"text": duration})
    return start + length if start and length else None


def add_event(event: ScheduleEvent, schedule: Schedule) -> None:
    """Add an event to the schedule, with what was kept of it."""
    schedule.events.append(event)
    apply_extensions(event)


# --- Writing ----------------------------------------------------------------------------------------------


def days_of(schedule: Schedule) -> Iterator[tuple[ScheduleDay, dict[str, list[ScheduleEvent]]]]:
    """Yield the days, each with its events by room, in the order of the rooms; those without one come last."""
    places = {only_text(room.name): index for index, room in enumerate(schedule.rooms)}
    of_day = grouped((event.day, event) for event in schedule.events)
    for day in schedule.days:
        events = sorted(of_day[day.date], key=lambda event: places.get(only_text(event.room), len(places)))
        yield day, grouped((only_text(event.room), event) for event in events)


class WrittenEvent:
    """An event in the words of the formats; `unwritten` is the rest of its `extra`."""

    def __init__(self, event: ScheduleEvent, slug: str) -> None:
        self.event, self.slug = event, slug
        self.guid = uuid_for(event.guid)
        self.description = description_with_notes(event)
        self.unwritten = dict(event.extra)
        if self.unwritten.get("slug") == slug:
            del self.unwritten["slug"]

    def place(self, date: str, duration: str) -> dict[str, str]:
        """Return when and where."""
        assert self.event.start
        return {
            "date": date,
            "start": self.event.start.strftime("%H:%M"),
            "duration": duration,
            "room": only_text(self.event.room),
            "slug": self.slug,
        }

    def fields(self) -> dict[str, str]:
        """Return what it is about; the description includes all for which the formats have no word."""
        values = {field.word: getattr(self.event, field.ours) for field in EVENT_FIELDS}
        texts = {
            word: value if isinstance(value, str) else only_text(value) for word, value in values.items()
        }
        return {**texts, "description": self.description}

    def take_address(self, word: str) -> str:
        """Return and remove the value under that key if it is a valid address; otherwise ''."""
        return str(self.unwritten.pop(word)) if is_address(self.unwritten.get(word)) else ""

    def references(self, schedule: Schedule) -> dict[str, list[ScheduleLink]]:
        """Return links and attachments; in a public file only those that everyone may open."""
        links_by_word = {"links": self.event.links, "attachments": self.event.attachments}
        return (
            links_by_word
            if schedule.internal
            else {word: open_links(links) for word, links in links_by_word.items()}
        )

    def secretariat_extra(self, language: str, **limits: Any) -> dict[str, Any]:
        """Return what is kept beside it in the secretariat's own file (`extra_about`)."""
        extensions = extra_about(self.event, self.description, language, **limits)
        if self.unwritten:
            extensions["extra"] = self.unwritten
        if self.event.guid != self.guid:
            extensions["guid"] = self.event.guid
        return extensions
