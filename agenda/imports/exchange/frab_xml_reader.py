"""Reads schedule.xml of frab, pentabarf, pretalx and the hub: liberally, because they have drifted over the years."""

import datetime as dt
import re
import sys
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from agenda.programme.exchange.extensions import EXTENSIONS_KEY, extensions_of
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
    UnreadableSchedule,
    as_list,
    as_object,
    event_guard,
    fault_at,
    parse_date,
    parse_moment,
    parse_time,
    require_title,
    seats,
    text,
)
from confman.translation.text import NOT_IN_XML

# As bytes of any ASCII-compatible encoding; those that are forbidden beyond ASCII stand in a file as references.
_FORBIDDEN = re.compile(b"[%s]" % bytes(sorted(code for code in NOT_IN_XML if code < 0x20)))
# A few slip into pasted texts; a file with a thousand is not text.
_MAX_MENDED = 1000
_MAX_ATTRIBUTES = 200
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")

_KNOWN_OF_CONFERENCE = CONFERENCE_WORDS | {"days", "venue", "city", "track", "timeslot_duration"}
# No conference day begins before this hour; what is listed in it earlier happens after midnight.
_EARLIEST = dt.time(6)


def read_frab_xml(content: bytes) -> Schedule:
    """Return the schedule of a file. Raises UnreadableSchedule with line and column where it is none."""
    schedule = Schedule(states=FRAB_STATES)
    root = _parse(content, schedule)
    if root.tag != "schedule":
        raise UnreadableSchedule(
            _(
                "Line %(line)d: the file begins with <%(tag)s>, which is not a schedule. "
                "A frab schedule begins with <schedule>."
            )
            % {"line": root.sourceline or 1, "tag": etree.QName(root).localname}
        )
    _read_conference(root, schedule)
    for element in root.iterfind("day"):
        _read_day(element, schedule)
    if not schedule.events and not schedule.refused:
        raise UnreadableSchedule(_("The schedule has no <event> in it: there is nothing to import."))
    return schedule


def _parse(content: bytes, schedule: Schedule) -> etree._Element:
    """Return the root element without reading any other file: entities are refused, never resolved."""
    content = _clean_characters(content, schedule)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise UnreadableSchedule(
            _("Line %(line)d, column %(column)d: this is not well-formed XML (%(reason)s).")
            % {"line": line, "column": column, "reason": error.msg}
        ) from error
    # Each is searched for from the first on.
    if any(len(element.attrib) > _MAX_ATTRIBUTES for element in root.iter("*")):
        raise UnreadableSchedule(_("An element of the file has more attributes than any schedule needs."))
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise UnreadableSchedule(
            _("The file declares entities, which no schedule needs and which may do harm.")
        )
    return root


def _clean_characters(content: bytes, schedule: Schedule) -> bytes:
    """Remove the characters that XML forbids and report them in `messages`."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content
    report = _OmissionReport(content, schedule)
    for match in _FORBIDDEN.finditer(content):
        report.left_out(match.start(), match.group()[0])
    content = _FORBIDDEN.sub(b"", content)
    report = _OmissionReport(content, schedule)

    def allowed(match: re.Match[bytes]) -> bytes:
        code = int(match[1], 16) if match[1] else int(match[2])
        if code not in NOT_IN_XML and code <= sys.maxunicode:
            return match[0]
        report.left_out(match.start(), code)
        return b""

    return _REFERENCE.sub(allowed, content)


class _OmissionReport:
    """Reports by line what was left out, once for each line; lines are counted on the way."""

    def __init__(self, content: bytes, schedule: Schedule) -> None:
        self.content, self.messages = content, schedule.messages
        self._line, self._at, self._count = 1, 0, 0

    def left_out(self, position: int, code: int) -> None:
        self._count += 1
        if self._count > _MAX_MENDED:
            raise UnreadableSchedule(
                _("The file is full of characters that XML forbids: it is not a schedule.")
            )
        self._line += self.content.count(b"\n", self._at, position)
        self._at = position
        message = _("Line %(line)d: the character %(code)s, which XML forbids, was left out.") % {
            "line": self._line, "code": f"U+{code:04X}",
        }  # fmt: skip
        if message not in self.messages[-1:]:
            self.messages.append(message)


def _content(element: etree._Element, name: str) -> str:
    """Return the stripped text of a child; '' where there is none."""
    child = element.find(name)
    return "".join(child.itertext()).strip() if child is not None else ""


def _read_conference(root: etree._Element, schedule: Schedule) -> None:
    schedule.version = _content(root, "version")
    conference = root.find("conference")
    if conference is None:
        conference = etree.Element("conference")
    read_conference(schedule, partial(_content, conference))
    schedule.city, schedule.venue = _content(conference, "city"), _content(conference, "venue")
    for track in [*conference.iterfind("track"), *root.iterfind("tracks/track")]:
        name = track.get("name") or "".join(track.itertext()).strip()
        extra = others(track.attrib, "name", "color")
        schedule.themes.append(ScheduleTheme(text(name), track.get("color", ""), extra))
    facts = {
        child.tag: element_value(child)
        for child in conference.iterchildren(tag=etree.Element)
        if child.tag not in _KNOWN_OF_CONFERENCE and element_value(child)
    }
    if slot := _content(conference, "timeslot_duration"):
        facts["timeslot_duration"] = slot
    schedule.extra = facts
    for instruction in conference.iterchildren(tag=etree.ProcessingInstruction):
        if instruction.target == EXTENSIONS_KEY:
            _read_extra_of_conference(extensions_of(instruction.text or "").get(EXTENSIONS_KEY, {}), schedule)


def _read_extra_of_conference(extensions: dict[str, Any], schedule: Schedule) -> None:
    schedule.language = str(extensions.get("language") or "")
    schedule.extra |= as_object(extensions.get("conference"))
    for row in as_list(extensions.get("rooms")):
        if isinstance(row, list) and len(row) == 2 and row[0]:
            schedule.rooms.append(ScheduleRoom(text(str(row[0])), capacity=seats(row[1])))


def _read_day(element: etree._Element, schedule: Schedule) -> None:
    start, end = parse_moment(element.get("start", "")), parse_moment(element.get("end", ""))
    date = parse_date(element.get("date", "")) or (start.date() if start else None)
    if date and start is None and (change := parse_time(schedule.extra.get("day_change", ""))):
        start = dt.datetime.combine(date, change)
    if date is None:
        schedule.refused.append(
            _("Line %(line)d: the day has no date, so its events have none either.")
            % {"line": element.sourceline}
        )
        return
    schedule.days.append(ScheduleDay(date, len(schedule.days) + 1, start, end))
    for room in element.iterfind("room"):
        name = room.get("name", "")
        if name and not any(other.name.get("") == name for other in schedule.rooms):
            extra = others(room.attrib, "name", "guid")
            schedule.rooms.append(ScheduleRoom(text(name), room.get("guid", ""), None, extra))
        _read_events(room, name, schedule)
    # Without rooms around them, as FOSDEM had them in 2007.
    _read_events(element, "", schedule)


def _read_events(holder: etree._Element, room: str, schedule: Schedule) -> None:
    for event in holder.iterfind("event"):
        place = _place_of(event)
        with event_guard(schedule, place):
            _read_event(event, room, place, schedule.days[-1], schedule)


def _place_of(event: etree._Element) -> str:
    if key := event.get("id") or event.get("code") or event.get("guid"):
        return _("Line %(line)d, event %(event)s") % {"line": event.sourceline, "event": key}
    return _("Line %(line)d") % {"line": event.sourceline}


def _read_event(element: etree._Element, room: str, place: str, day: ScheduleDay, schedule: Schedule) -> None:
    fields = read_fields(lambda word: text(_content(element, word)), partial(_content, element))
    require_title(place, fields["title"])
    start = _start_of(element, day, place)
    event = ScheduleEvent(
        place=place,
        guid=element.get("guid", ""),
        id=element.get("id", ""),
        **fields,
        start=start,
        end=read_end(start, _content(element, "duration"), place),
        day=day.date,
        room=text(room or _content(element, "room")),
        persons=_persons(element),
        links=_references(element, "links/link"),
        attachments=_references(element, "attachments/attachment"),
        extra=_extra(element),
    )
    add_event(event, schedule)


def _start_of(element: etree._Element, day: ScheduleDay, place: str) -> dt.datetime:
    """Return the start; in the small hours before a day's start it is on the next date. Raises Refused."""
    if date_text := _content(element, "date"):
        moment = parse_moment(date_text)
        if moment:
            return moment
        if not parse_date(date_text):
            raise fault_at(place, _("“%(text)s” is not a date and time") % {"text": date_text})
    hour = parse_time(start_text := _content(element, "start"))
    if hour is None:
        raise fault_at(place, _("“%(text)s” is not a time such as 09:30") % {"text": start_text})
    date = parse_date(date_text) or day.date
    if not date_text and day.start and hour < min(day.start.time(), _EARLIEST):
        date += dt.timedelta(days=1)
    zone = day.start.tzinfo if day.start else None
    return dt.datetime.combine(date, hour, tzinfo=zone)


def _persons(element: etree._Element) -> list[SchedulePerson]:
    people = (read_person(_words(person), person.attrib) for person in element.iterfind("persons/person"))
    return [person for person in people if person.name]


def _references(element: etree._Element, path: str) -> list[ScheduleLink]:
    links = (link for link in element.iterfind(path) if link.get("href"))
    return [read_reference(link.get("href"), _words(link), link.attrib) for link in links]


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _extra(element: etree._Element) -> dict[str, Any]:
    """Return what we have no field for: attributes by "@name", elements by name, those of no other format in "xml"."""
    extra = {f"@{key}": value for key, value in others(element.attrib, "id", "guid").items()}
    unknown: dict[str, list[Any]] = {}
    for child in element:
        if child.tag is etree.ProcessingInstruction:
            if child.target == EXTENSIONS_KEY:
                extra |= extensions_of(child.text or "")
        elif isinstance(child.tag, str) and child.tag not in EVENT_WORDS:
            value = element_value(child)
            if child.tag in COMMON_EXTRAS and isinstance(value, str):
                extra |= {child.tag: value} if value else {}
            else:
                unknown.setdefault(child.tag, []).append(value)
    return {**extra, "xml": unknown} if unknown else extra


def element_value(element: etree._Element) -> str | dict[str, Any]:
    """Return an element as JSON: its text if that is all, otherwise {"@attribute": …, "#text": …, "child": [...]}."""
    children = [child for child in element if isinstance(child.tag, str)]
    own_text = (element.text or "").strip()
    if not children and not element.attrib:
        return own_text
    value: dict[str, Any] = {f"@{key}": attribute for key, attribute in element.attrib.items()}
    if own_text:
        value["#text"] = own_text
    for child in children:
        value.setdefault(child.tag, []).append(element_value(child))
    return value
