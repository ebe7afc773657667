"""The vocabulary shared by frab XML and JSON; their readers and writers add only the syntax."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.programme.exchange.description_notes import description_with_notes
from agenda.programme.exchange.extensions import apply_extensions, extra_about
from agenda.programme.exchange.frab_rules import is_address, open_links, uuid_for
from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleDay,
    ScheduleEvent,
    ScheduleLink,
    SchedulePerson,
    Texts,
    only,
    wrong,
)
from agenda.programme.exchange.times import parse_date, parse_duration


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


def term(value: object) -> str:
    """Return a value of a file as stripped text; '' for None."""
    return "" if value is None else str(value).strip()


def read_person(
    name: object, attributes: Mapping[str, Any], *, role: str = "", skipped: tuple[str, ...] = ()
) -> SchedulePerson:
    """Return a person of that name; `skipped` are words that are not kept, besides those of a person."""
    extra = others(attributes, "id", "guid", *skipped)
    return SchedulePerson(
        " ".join(term(name).split()),
        term(attributes.get("id")),
        term(attributes.get("guid")),
        role=role,
        extra=extra,
    )


def read_reference(url: str, title: str, attributes: Mapping[str, Any]) -> ScheduleLink:
    """Return a link or an attachment."""
    return ScheduleLink(
        url, title, term(attributes.get("type")), others(attributes, "url", "href", "title", "type")
    )


def read_end(start: dt.datetime | None, duration: str, place: str) -> dt.datetime | None:
    """Return when an event of that length ends. Raises Refused for what is no length."""
    length = parse_duration(duration)
    if duration and length is None:
        raise wrong(place, _("“%(text)s” is not a duration such as 01:30") % {"text": duration})
    return start + length if start and length else None


def add_event(event: ScheduleEvent, schedule: Schedule) -> None:
    """Add an event to the schedule, with what was kept of it."""
    schedule.events.append(event)
    apply_extensions(event)


# --- Writing ----------------------------------------------------------------------------------------------


def days_of(schedule: Schedule) -> Iterator[tuple[ScheduleDay, dict[str, list[ScheduleEvent]]]]:
    """Yield the days, each with its events by room, in the order of the rooms; those without one come last."""
    places = {only(room.name): index for index, room in enumerate(schedule.rooms)}
    of_day = grouped((event.day, event) for event in schedule.events)
    for day in schedule.days:
        events = sorted(of_day[day.date], key=lambda event: places.get(only(event.room), len(places)))
        yield day, grouped((only(event.room), event) for event in events)


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
            "room": only(self.event.room),
            "slug": self.slug,
        }

    def fields(self) -> dict[str, str]:
        """Return what it is about; the description includes all for which the formats have no word."""
        values = {field.word: getattr(self.event, field.ours) for field in EVENT_FIELDS}
        texts = {word: value if isinstance(value, str) else only(value) for word, value in values.items()}
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
