"""Reads schedule.json of c3voc: version 1 and its older dialects, and schema 2."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.programme.exchange.extensions import EXTENSIONS_KEY
from agenda.programme.exchange.frab_fields import (
    CONFERENCE_WORDS,
    EVENT_WORDS,
    add_event,
    others,
    read_conference,
    read_end,
    read_fields,
    read_person,
    read_reference,
    stripped,
)
from agenda.programme.exchange.schedule import (
    COMMON_EXTRAS,
    FRAB_STATES,
    Schedule,
    ScheduleDay,
    ScheduleEvent,
    ScheduleLink,
    SchedulePerson,
    ScheduleRoom,
    ScheduleTheme,
    Texts,
    UnreadableSchedule,
    as_list,
    as_object,
    event_guard,
    fault_at,
    only_text,
    parse_date,
    parse_moment,
    parse_time,
    require_reasonable,
    require_title,
    seats,
    text,
)
from confman.web.errors import Refused
from confman.web.uploads.guard import read_json

_KNOWN = EVENT_WORDS | {"guid", "id", "end", "participants"}
# Schema 2 gives the status of an event; an unknown one counts as confirmed.
_STATES = {
    "CANCELED": "cancelled", "WITHDRAWN": "cancelled", "REJECTED": "cancelled", "DELETED": "cancelled",
    "DRAFT": "tentative", "SUBMITTED": "tentative",
}  # fmt: skip
# Its words for roles that we have; everyone else is SPEAKER.
_ROLES = {"MODERATOR": "moderator", "HOST": "chair"}
_KNOWN_OF_CONFERENCE = CONFERENCE_WORDS | {"days", "daysCount", "rooms", "tracks", "events"}


def read_frab_json(content: bytes) -> Schedule:
    """Return the schedule of a file. Raises UnreadableSchedule, with line and column where it is not JSON at all."""
    try:
        data = read_json(content)
    except Refused as refusal:
        raise UnreadableSchedule(capfirst(refusal.message)) from refusal
    root = data.get("schedule") if isinstance(data, dict) else None
    conference = root.get("conference") if isinstance(root, dict) else None
    if not isinstance(root, dict) or not isinstance(conference, dict):
        raise UnreadableSchedule(
            _("The JSON has no “schedule” with a “conference”: it is not a schedule of c3voc.")
        )
    schedule = Schedule(states=FRAB_STATES)
    _read_conference(root, conference, schedule)
    extensions = as_object(root.get(EXTENSIONS_KEY))
    schedule.language = stripped(extensions.get("language"))
    schedule.extra |= as_object(extensions.get("conference"))
    for event, room, day, place in _events(root, conference, schedule):
        with event_guard(schedule, place):
            _read_event(event, room, day, place, schedule, extensions)
        require_reasonable(schedule)
    if not schedule.events and not schedule.refused:
        raise UnreadableSchedule(_("The schedule has no events in it: there is nothing to import."))
    return schedule


def _text(value: object) -> Texts:
    """Return the texts of a string, or of an object language -> text as in schema 2."""
    if isinstance(value, dict):
        return {
            str(code): str(value_in_language).strip()
            for code, value_in_language in value.items()
            if value_in_language
        }
    return text(str(value)) if value is not None else {}


def _read_conference(root: dict[str, Any], conference: dict[str, Any], schedule: Schedule) -> None:
    schedule.version = stripped(root.get("version"))
    read_conference(schedule, lambda word: stripped(conference.get(word)))
    schedule.title = only_text(_text(conference.get("title")))
    for track in as_list(conference.get("tracks")):
        if isinstance(track, dict) and track.get("name"):
            extra = others(track, "name", "color")
            schedule.themes.append(ScheduleTheme(_text(track["name"]), stripped(track.get("color")), extra))
    for room in as_list(conference.get("rooms")):
        if isinstance(room, dict) and room.get("name"):
            schedule.rooms.append(
                ScheduleRoom(
                    _text(room["name"]),
                    stripped(room.get("guid")),
                    seats(room.get("capacity")),
                    others(room, "name", "guid", "capacity"),
                )
            )
    schedule.extra = others(conference, *_KNOWN_OF_CONFERENCE)
    if base := stripped(root.get("base_url")):
        schedule.extra["base_url"] = base


def _events(
    root: dict[str, Any], conference: dict[str, Any], schedule: Schedule
) -> Iterator[tuple[dict[str, Any], Texts, dt.date | None, str]]:
    """Yield each event with its room, its day, and its place in the file."""
    for number, day in enumerate(as_list(conference.get("days")), start=1):
        if not isinstance(day, dict):
            continue
        date = parse_date(stripped(day.get("date")))
        if date:
            start, end = (
                parse_moment(stripped(day.get(f"day_{key}") or day.get(key))) for key in ("start", "end")
            )
            schedule.days.append(ScheduleDay(date, number, start, end))
        for name, events in as_object(day.get("rooms")).items():
            if name and not any(name in room.name.values() for room in schedule.rooms):
                schedule.rooms.append(ScheduleRoom(text(name)))
            for position, event in enumerate(as_list(events), start=1):
                place = _("Day %(day)d, room “%(room)s”, event %(number)d") % {
                    "day": number, "room": name, "number": position,
                }  # fmt: skip
                yield event, text(name), date, place
    for holder in (conference, root):
        # Schema 2 lists all events together, each with its room.
        for position, event in enumerate(as_list(holder.get("events")), start=1):
            room = event.get("room") if isinstance(event, dict) else None
            room_name = room["name"] if isinstance(room, dict) and "name" in room else room
            yield event, _text(room_name), None, _("Event %(number)d") % {"number": position}


def _read_event(
    event: object,
    room: Texts,
    day: dt.date | None,
    place: str,
    schedule: Schedule,
    extensions: dict[str, Any],
) -> None:
    if not isinstance(event, dict):
        raise Refused(_("%(place)s: it is not an object.") % {"place": place})
    title = _text(event.get("title") or event.get("name"))
    require_title(place, title)
    start, end = _times(event, day, place)
    day = day or _day_of(start, schedule)
    unmapped = others(event, *_KNOWN)
    extra = {key: value for key, value in unmapped.items() if key in COMMON_EXTRAS}
    if unknown := {key: value for key, value in unmapped.items() if key not in COMMON_EXTRAS}:
        extra["json"] = unknown
    guid = stripped(event.get("guid"))
    if isinstance(extensions.get(guid), dict):
        extra[EXTENSIONS_KEY] = extensions[guid]
    fields = read_fields(lambda word: _text(event.get(word)), lambda word: stripped(event.get(word)))
    fields |= {"title": title, "theme": _theme(event.get("track"), schedule)}
    schedule_event = ScheduleEvent(
        place=place,
        guid=guid,
        id=stripped(event.get("id") or event.get("code")),
        **fields,
        start=start,
        end=end,
        day=day,
        room=room or _text(event.get("room")),
        persons=_persons(event),
        links=_references(event.get("links")),
        attachments=_references(event.get("attachments")),
        status=_STATES.get(stripped(event.get("state")), ""),
        extra=extra,
    )
    add_event(schedule_event, schedule)


def _theme(track: object, schedule: Schedule) -> Texts:
    """Return a theme by its name, or, as in schema 2, by the slug of a track."""
    if not isinstance(track, dict):
        return _text(track)
    slug = track.get("slug")
    names = (theme.name for theme in schedule.themes if slug and theme.extra.get("slug") == slug)
    return _text(track.get("name")) or next(names, {}) or _text(slug)


def _day_of(start: dt.datetime | None, schedule: Schedule) -> dt.date | None:
    """Return the day of the conference within whose hours it begins: after midnight it may be the day before."""
    for day in schedule.days:
        comparable = start and start.tzinfo and day.start and day.end and day.start.tzinfo and day.end.tzinfo
        if comparable and day.start <= start < day.end:  # type: ignore[operator]
            return day.date
    return None


def _times(
    event: dict[str, Any], day: dt.date | None, place: str
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return start and end. Either may be missing. Raises Refused for anything but a time."""
    moment = stripped(event.get("date")) or stripped(event.get("start"))
    start = parse_moment(moment)
    if start is None and (hour := parse_time(stripped(event.get("start")))):
        date = parse_date(stripped(event.get("date"))) or day
        start = dt.datetime.combine(date, hour) if date else None
    if start is None and moment:
        raise fault_at(place, _("“%(text)s” is not a date and time") % {"text": moment})
    end = read_end(start, stripped(event.get("duration")), place)
    return start, parse_moment(stripped(event.get("end"))) or end


def _persons(event: dict[str, Any]) -> list[SchedulePerson]:
    people = []
    for entry in as_list(event.get("persons")) or as_list(event.get("participants")):
        person = entry if isinstance(entry, dict) else {"name": entry}
        keys = ("name", "public_name", "full_public_name", "display_name")
        key = next((key for key in keys if person.get(key)), "")
        if key:
            role = _ROLES.get(stripped(person.get("role")), "")
            people.append(read_person(person[key], person, role=role, skipped=(key, "biography")))
    return people


def _references(value: object) -> list[ScheduleLink]:
    links = []
    for entry in as_list(value):
        link = entry if isinstance(entry, dict) else {"url": entry}
        if url := stripped(link.get("url") or link.get("href")):
            links.append(read_reference(url, stripped(link.get("title")), link))
    return links
