"""Writes schedule.json, valid against version 1 of c3voc's schema (c3voc.de/schedule/schema.json)."""

import json
import re
from typing import Any

from agenda.programme.exchange.extensions import EXTENSIONS_KEY
from agenda.programme.exchange.frab_fields import WrittenEvent, days_of
from agenda.programme.exchange.frab_rules import (
    EventNumbers,
    acronym,
    as_address,
    is_address,
    is_number,
    is_uuid,
    uuid_for,
)
from agenda.programme.exchange.schedule import Schedule, ScheduleEvent, ScheduleLink, only
from agenda.programme.exchange.times import write_duration

_REFERENCE_TYPES = frozenset("slides paper web blog article media related activitypub".split())
_TRACK_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
# Keys of an event that the schema knows and we have no field for.
_ALLOWED = ("recording_license", "do_not_record", "do_not_stream")
_ADDRESSES = ("logo", "feedback_url", "origin_url")


def write_frab_json(schedule: Schedule) -> bytes:
    """Write the file, in the one language of the tree's texts."""
    numbers = EventNumbers(schedule)
    extensions: dict[str, Any] = {}
    days = [
        {
            "index": day.index,
            "date": day.date.isoformat(),
            "day_start": day.start.isoformat() if day.start else None,
            "day_end": day.end.isoformat() if day.end else None,
            "rooms": {
                room: [_event(event, numbers, extensions, schedule) for event in events]
                for room, events in rooms.items()
            },
        }
        for day, rooms in days_of(schedule)
    ]
    root: dict[str, Any] = {
        "version": schedule.version or "1",
        "conference": {**_conference(schedule), "days": days},
    }
    if is_address(schedule.extra.get("base_url")):
        root["base_url"] = schedule.extra["base_url"]
    about = {
        name: value for name, value in schedule.extra.items() if name not in ("base_url", "timeslot_duration")
    }
    if about:
        extensions["conference"] = about
    if schedule.language:
        extensions["language"] = schedule.language
    if extensions and schedule.internal:
        root[EXTENSIONS_KEY] = extensions
    document = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "confman"},
        "schedule": root,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")


def _conference(schedule: Schedule) -> dict[str, Any]:
    assert schedule.starts_on and schedule.ends_on
    return {
        "acronym": acronym(schedule).replace("-", "_"),
        "title": schedule.title,
        "start": schedule.starts_on.isoformat(),
        "end": schedule.ends_on.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": str(schedule.extra.get("timeslot_duration") or "00:05"),
        "time_zone_name": schedule.timezone,
        **({"url": schedule.url} if is_address(schedule.url) else {}),
        "tracks": [
            {"name": only(theme.name), "color": theme.colour}
            | _nonempty(slug=slug if _TRACK_SLUG.fullmatch(slug := str(theme.extra.get("slug", ""))) else "")
            for theme in schedule.themes
        ],
        "rooms": [
            {
                "name": only(room.name),
                "guid": uuid_for(str(room.extra.get("guid") or room.id)),
                "capacity": room.capacity,
            }
            for room in schedule.rooms
        ],
    }


def _event(
    event: ScheduleEvent, numbers: EventNumbers, extensions: dict[str, Any], schedule: Schedule
) -> dict[str, Any]:
    assert event.start
    number, slug = numbers.of(event)
    written = WrittenEvent(event, _json_slug(slug, numbers))
    unknown = dict(written.unwritten.pop("json", {}))
    fields = written.fields()
    row: dict[str, Any] = {
        "guid": written.guid,
        "id": number,
        **written.place(event.start.isoformat(), write_duration(event.length)),
        "url": written.take_address("url") or event.url,
        **fields,
        "track": fields["track"] or None,
        "language": fields["language"] or None,
        "persons": [
            _nonempty(
                name=person.name,
                guid=person.guid if is_uuid(person.guid) else "",
                id=int(person.id) if is_number(person.id) else "",
            )
            for person in event.persons
        ],
        **{word: _references(links) for word, links in written.references(schedule).items()},
    }
    for name in _ADDRESSES:
        if address := written.take_address(name):
            row[name] = address
    row |= {name: unknown.pop(name) for name in _ALLOWED if name in unknown}
    if unknown:
        written.unwritten["json"] = unknown
    if own_extensions := written.secretariat_extra(
        schedule.language, reference_types=_REFERENCE_TYPES, as_address=as_address
    ):
        extensions[written.guid] = own_extensions
    return row


def _json_slug(slug: str, numbers: EventNumbers) -> str:
    """Return the slug ending in a letter or digit, as version 1 requires and the XSD does not."""
    shorter = slug.rstrip("-_")
    while shorter != slug and numbers.is_taken(shorter):
        shorter += "0"
    return shorter


def _references(links: list[ScheduleLink]) -> list[dict[str, str]]:
    return [
        _nonempty(
            url=as_address(link.url),
            title=link.title,
            type=link.type if link.type in _REFERENCE_TYPES else "",
        )
        for link in links
        if as_address(link.url)
    ]


def _nonempty(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value != ""}
