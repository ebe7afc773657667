"""Writes schedule.xml, valid against the XSD of c3voc (voc/schedule, validator/xsd/schedule.xml.xsd)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from agenda.programme.exchange.extensions import EXTENSIONS_KEY, write_extensions
from agenda.programme.exchange.frab_fields import WrittenEvent, days_of
from agenda.programme.exchange.frab_rules import (
    EventNumbers,
    acronym,
    clean_text,
    is_address,
    is_colour,
    is_uuid,
)
from agenda.programme.exchange.schedule import Schedule, ScheduleEvent, ScheduleLink, only
from agenda.programme.exchange.times import write_duration

_TRACK_SLUG = re.compile(r"[a-z][a-z0-9-]+")
_CODE = re.compile(r"[0-9A-Z]{6}")
_SLOT = re.compile(r"\d{1,2}:\d{2}(:\d{1,2})?")
# Elements of an event that the XSD knows and we have no field for, apart from the slug; each an address.
_ADDRESSES = ("logo", "video_download_url", "url", "feedback_url", "origin_url")
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
                "name": clean_text(only(theme.name)),
                **({"color": theme.colour} if is_colour(theme.colour) else {}),
                **({"slug": slug} if _TRACK_SLUG.fullmatch(slug) else {}),
            },
        )
    if not schedule.internal:
        return
    # The order of the rooms, and the empty ones: a day lists only those in use.
    rooms = [[only(room.name), room.capacity] for room in schedule.rooms]
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
    for name in _ADDRESSES:
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
