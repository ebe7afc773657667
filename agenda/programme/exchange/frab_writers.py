"""Writes schedule.xml and schedule.json, valid against c3voc's schemas, with their rules for identifiers and text."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from agenda.programme.exchange.extensions import EXTENSIONS_KEY, write_extensions
from agenda.programme.exchange.frab_fields import (
    EventNumbers,
    WrittenEvent,
    acronym,
    as_address,
    clean_text,
    days_of,
    is_address,
    is_colour,
    is_number,
    is_uuid,
    uuid_for,
)
from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleEvent,
    ScheduleLink,
    only_text,
    write_duration,
)

_XML_TRACK = re.compile(r"[a-z][a-z0-9-]+")
_CODE = re.compile(r"[0-9A-Z]{6}")
_SLOT = re.compile(r"\d{1,2}:\d{2}(:\d{1,2})?")
# Elements of an event that the XSD knows and we have no field for, apart from the slug; each an address.
_XML_ADDRESSES = ("logo", "video_download_url", "url", "feedback_url", "origin_url")
_MAX_DURATION = dt.timedelta(hours=99, minutes=59)


def write_frab_xml(schedule: Schedule) -> bytes:
    """Write the file, in the one language of the tree's texts."""
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name="confman")
    _add(root, "version", schedule.version or "1")
    _write_conference(root, schedule)
    numbers = EventNumbers(schedule)
    for day, rooms in days_of(schedule):
        assert day.start and day.end
        element = etree.SubElement(
            root,
            "day",
            date=day.date.isoformat(),
            start=_moment(day.start),
            end=_moment(day.end),
            index=str(day.index),
        )
        for room, events in rooms.items():
            holder = etree.SubElement(element, "room", name=clean_text(room))
            for event in events:
                _write_event(holder, event, numbers, schedule)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add(parent: etree._Element, name: str, value: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, {key: text for key, text in attributes.items() if text})
    element.text = clean_text(value)
    return element


def _moment(moment: dt.datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _write_conference(root: etree._Element, schedule: Schedule) -> None:
    element = etree.SubElement(root, "conference")
    _add(element, "acronym", acronym(schedule))
    _add(element, "title", schedule.title)
    if schedule.starts_on and schedule.ends_on:
        _add(element, "start", schedule.starts_on.isoformat())
        _add(element, "end", schedule.ends_on.isoformat())
    _add(element, "days", str(len(schedule.days)))
    extra = dict(schedule.extra)
    slot = str(extra.pop("timeslot_duration", ""))
    _add(element, "timeslot_duration", slot if _SLOT.fullmatch(slot) else "00:05")
    for name in ("base_url", "logo"):
        if is_address(extra.get(name)):
            _add(element, name, extra.pop(name))
    if is_address(schedule.url):
        _add(element, "url", schedule.url)
    _add(element, "time_zone_name", schedule.timezone)
    for theme in schedule.themes:
        slug = str(theme.extra.get("slug", ""))
        etree.SubElement(
            element,
            "track",
            {
                "name": clean_text(only_text(theme.name)),
                **({"color": theme.colour} if is_colour(theme.colour) else {}),
                **({"slug": slug} if _XML_TRACK.fullmatch(slug) else {}),
            },
        )
    if not schedule.internal:
        return
    # The order of the rooms, and the empty ones: a day lists only those in use.
    rooms = [[only_text(room.name), room.capacity] for room in schedule.rooms]
    about = {"conference": extra, "language": schedule.language, "rooms": rooms}
    if about := {name: value for name, value in about.items() if value}:
        element.append(etree.ProcessingInstruction(EXTENSIONS_KEY, write_extensions(about)))


def _write_event(
    room: etree._Element, event: ScheduleEvent, numbers: EventNumbers, schedule: Schedule
) -> None:
    assert event.start
    number, slug = numbers.of(event)
    written = WrittenEvent(event, slug)
    element = etree.SubElement(room, "event", id=str(number), guid=written.guid)
    if _CODE.fullmatch(str(written.unwritten.get("@code", ""))):
        element.set("code", written.unwritten.pop("@code"))
    length = event.length or dt.timedelta()
    times = written.place(_moment(event.start), write_duration(min(length, _MAX_DURATION)))
    for name, text in (times | written.fields()).items():
        _add(element, name, text)
    for name in _XML_ADDRESSES:
        own_address = event.url if name == "url" and is_address(event.url) else ""
        if address := written.take_address(name) or own_address:
            _add(element, name, address)
    persons = etree.SubElement(element, "persons")
    for person in event.persons:
        _add(
            persons, "person", person.name,
            id=person.id if re.fullmatch(r"-?\d+", person.id) else "",
            guid=person.guid if is_uuid(person.guid) else "",
        )  # fmt: skip
    for holder, links in written.references(schedule).items():
        _write_references(element, holder, links)
    for tag, values in dict(written.unwritten.pop("xml", {})).items():
        for value in values:
            write_value(element, tag, value)
    if not schedule.internal:
        return
    if length > _MAX_DURATION and event.end:
        written.unwritten["end"] = event.end.isoformat()
    if extensions := written.secretariat_extra(schedule.language):
        element.append(etree.ProcessingInstruction(EXTENSIONS_KEY, write_extensions(extensions)))


def _write_references(event: etree._Element, holder: str, links: list[ScheduleLink]) -> None:
    element, name = etree.SubElement(event, holder), holder.removesuffix("s")
    for link in links:
        service = str(link.extra.get("service", "")) if name == "link" else ""
        _add(element, name, link.title, href=clean_text(link.url), type=link.type, service=service)


def write_value(parent: etree._Element, tag: str, value: str | Mapping[str, Any]) -> None:
    """Write an element that we read and have no field for, as it was."""
    try:
        element = etree.SubElement(parent, tag)
    except ValueError:
        return  # not a name that XML allows; then no XML had it
    if isinstance(value, str):
        element.text = clean_text(value)
        return
    for key, inner in value.items():
        if key == "#text":
            element.text = clean_text(str(inner))
        elif key.startswith("@"):
            element.set(key[1:], clean_text(str(inner)))
        else:
            for child in inner:
                write_value(element, key, child)


_REFERENCE_TYPES = frozenset("slides paper web blog article media related activitypub".split())
_JSON_TRACK = re.compile(r"[a-z0-9_-]+[a-z0-9]")
# Keys of an event that the schema knows and we have no field for.
_ALLOWED = ("recording_license", "do_not_record", "do_not_stream")
_JSON_ADDRESSES = ("logo", "feedback_url", "origin_url")


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
            {"name": only_text(theme.name), "color": theme.colour}
            | _nonempty(slug=slug if _JSON_TRACK.fullmatch(slug := str(theme.extra.get("slug", ""))) else "")
            for theme in schedule.themes
        ],
        "rooms": [
            {
                "name": only_text(room.name),
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
    for name in _JSON_ADDRESSES:
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
