"""Reads iCalendar: every VEVENT becomes a session, whatever it lacks."""

import datetime as dt
import re
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Component
from icalendar.timezone import tzp

from agenda.programme.exchange.calendar_properties import extra_components, extra_properties
from agenda.programme.exchange.calendar_writer import EXTENSIONS_PROPERTY, LANGUAGE_PROPERTY
from agenda.programme.exchange.extensions import apply_languages, apply_visibility
from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleEvent,
    ScheduleItem,
    ScheduleLink,
    SchedulePerson,
    UnreadableSchedule,
    as_list,
    as_object,
    event_guard,
    fault_at,
    item_minutes,
    parse_date,
    text,
    zone_named,
)
from agenda.sessions.models.session import SessionVisibility
from confman.web.errors import Refused
from confman.web.links import is_link
from confman.web.uploads.guard import read_json

# Hosts of online meetings: office calendars put their links, which let anyone in, where a programme has its page.
_MEETING = re.compile(
    r"https?://([\w-]+\.)*(zoom\.us|zoomgov\.com|teams\.(microsoft|live)\.com|meet\.google\.com|webex\.com|gotomeeting\.com"
    r"|goto\.com|meet\.jit\.si|whereby\.com|interprefy\.com|kudoway\.com)(?=[/?]|$).*",
    re.IGNORECASE,
)
_STATUS = {"TENTATIVE": "tentative", "CANCELLED": "cancelled", "CONFIRMED": "confirmed"}
# Properties that have a field of their own, or belong to the run that wrote the file.
_KNOWN = frozenset(
    "UID DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION CATEGORIES STATUS URL DTSTAMP SEQUENCE LAST-MODIFIED"
    " CLASS X-CONFMAN-KEPT".split()
)
_TIMES = ("DTSTART", "DTEND", "DURATION")
# The parts a rule of summer time has; with others a zone could change every second.
_OF_SUMMER_TIME = frozenset("FREQ INTERVAL UNTIL COUNT BYMONTH BYDAY BYMONTHDAY WKST".split())
_FOLD = re.compile(r"\r?\n[ \t]")
_PARSING = Lock()
_BEGIN = re.compile(rb"^BEGIN:VEVENT[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)


def read_calendar(content: bytes) -> Schedule:
    """Return the schedule in a calendar. Raises UnreadableSchedule if it is none."""
    file_text = content.decode("utf-8-sig", errors="replace")
    _check_zones_and_events(file_text)
    try:
        with _PARSING:
            # The library caches the zones a file describes, by name, for all files of a process.
            tzp.use_zoneinfo()
            calendar = Calendar.from_ical(file_text)
    # The library passes on whatever its parts raise.
    except Exception as error:
        raise UnreadableSchedule(
            _("This is not a readable calendar: %(reason)s.") % {"reason": error}
        ) from error
    schedule = Schedule(
        title=str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or ""),
        timezone=str(calendar.get("X-WR-TIMEZONE") or ""),
        states=frozenset({"start", "end", "room"}),
        language=str(calendar.get(LANGUAGE_PROPERTY) or ""),
    )
    reader = _CalendarReader(calendar, schedule)
    lines = _lines_of_events(content)
    for number, component in enumerate(calendar.walk("VEVENT"), start=1):
        place = _("VEVENT %(number)d") % {"number": number}
        if number <= len(lines):
            place = _("Line %(line)d, VEVENT %(number)d") % {"line": lines[number - 1], "number": number}
        with event_guard(schedule, place):
            reader.read(component, place)
    if not schedule.timezone and len(reader.zones) == 1:
        schedule.timezone = reader.zones.pop()
    if not schedule.events and not schedule.refused:
        raise UnreadableSchedule(_("The calendar has no VEVENT in it: there is nothing to import."))
    return schedule


def _check_zones_and_events(file_text: str) -> None:
    """Raise UnreadableSchedule for zones whose rules are not plain summer time, and for nested events.

    A few lines of either can take unlimited time to work out.
    """
    within: list[str] = []
    for line in _FOLD.sub("", file_text).splitlines():
        name, _colon, value = line.strip().upper().partition(":")
        if name == "BEGIN":
            if value == "VEVENT" and value in within:
                raise UnreadableSchedule(_("The calendar has events within events: it is damaged."))
            within.append(value)
        elif name == "END" and within:
            within.pop()
        elif name.partition(";")[0] == "RRULE" and "VTIMEZONE" in within and not _is_summer_time(value):
            raise UnreadableSchedule(
                _("A time zone in the calendar changes by the rule “%(rule)s”, which no zone does.")
                % {"rule": value[:100]}
            )


def _is_summer_time(rule: str) -> bool:
    parts = dict(part.partition("=")[::2] for part in rule.strip(";").split(";"))
    return parts.get("FREQ") == "YEARLY" and parts.keys() <= _OF_SUMMER_TIME


def _lines_of_events(content: bytes) -> list[int]:
    """Return the line where each event begins, counted on from the one before."""
    lines, line, at = [], 1, 0
    for match in _BEGIN.finditer(content):
        line += content.count(b"\n", at, match.start())
        at = match.start()
        lines.append(line)
    return lines


class _CalendarReader:
    """Reads the events of one calendar into one schedule."""

    def __init__(self, calendar: Component, schedule: Schedule) -> None:
        self.schedule = schedule
        self.zones: set[str] = set()
        self._described = {str(zone.get("TZID")) for zone in calendar.walk("VTIMEZONE")}
        self._personal: set[str] = set()

    def read(self, component: Component, place: str) -> None:
        summary = _line(component, "SUMMARY")
        if not summary:
            summary = str(_("(untitled)"))
            self.schedule.messages.append(
                _("%(place)s: it has no title and is called “(untitled)”.") % {"place": place}
            )
        self._require_times(component, place)
        if component.get("RRULE") or component.get("RDATE"):
            self.schedule.messages.append(
                _("%(place)s: it repeats; only its first time is a session.") % {"place": place}
            )
        self.schedule.events.append(self._event(component, summary, place))

    def _require_times(self, component: Component, place: str) -> None:
        """Raise Refused for a time that is broken, or in a zone that is not described."""
        broken = dict(component.errors)
        for name in _TIMES:
            if name in broken:
                values = {"name": name, "text": str(component.get(name))}
                raise fault_at(place, _("%(name)s “%(text)s” is not a date and time") % values)
            value = component.get(name)
            if isinstance(value, list):
                raise fault_at(place, _("%(name)s appears in it twice") % {"name": name})
            zone = str(getattr(value, "params", {}).get("TZID", ""))
            if zone and zone not in self._described and getattr(value.dt, "tzinfo", None) is None:
                values = {"name": name, "zone": zone}
                raise fault_at(place, _("%(name)s: the time zone “%(zone)s” does not exist") % values)

    def _event(self, component: Component, summary: str, place: str) -> ScheduleEvent:
        start, end = _moment(component, "DTSTART"), _moment(component, "DTEND")
        length = component.decoded("DURATION") if component.get("DURATION") else None
        if start and end is None and isinstance(length, dt.timedelta):
            end = start + length
        if start is not None and (key := getattr(start.tzinfo, "key", "")):
            self.zones.add(key)
        theme, *more = _categories(component) or [""]
        event = ScheduleEvent(
            place=place,
            guid="".join(str(component.get("UID") or "").split())[:250],
            title=text(summary),
            description=text(str(component.get("DESCRIPTION") or "")),
            start=start,
            end=end,
            room=text(_line(component, "LOCATION")),
            theme=text(theme),
            status=_STATUS.get(str(component.get("STATUS") or "").upper(), ""),
        )
        marked = _line(component, "CLASS").upper()
        if marked not in ("", "PUBLIC"):
            # RFC 5545, 3.8.1.3: an unknown value is treated as private.
            event.visibility = SessionVisibility.CLOSED
            self.schedule.messages.append(
                _("%(place)s: it is marked %(mark)s, so the session is closed: readers do not see it.")
                % {"place": place, "mark": marked}
            )
        address = str(component.get("URL") or "")
        if _MEETING.fullmatch(address):
            event.extra["meeting"] = address
            self.schedule.messages.append(
                _("%(place)s: its address opens an online meeting, so no page shows it. Enter it as the session’s link"
                  " for remote participants.") % {"place": place}
            )  # fmt: skip
        elif address:
            event.extra["url"] = address
            if is_link(address) and EXTENSIONS_PROPERTY not in component:
                event.links.append(ScheduleLink(address))
        if more:
            event.extra["categories"] = more
        if start and not isinstance(component.decoded("DTSTART"), dt.datetime):
            event.extra["all_day"] = True
        self._read_unmapped(component, event)
        _read_extra(component, event)
        return event

    def _read_unmapped(self, component: Component, event: ScheduleEvent) -> None:
        """Keep the properties for which we have no field; those with addresses of people are left out."""
        properties, personal = extra_properties(component, _KNOWN)
        if properties.get("TRANSP") == [["OPAQUE", {}]]:
            # The default.
            del properties["TRANSP"]
        if properties:
            event.extra["ics"] = properties
        if inner := extra_components(component):
            event.extra["ics_inner"] = inner
        if EXTENSIONS_PROPERTY in component:
            return
        for name in personal - self._personal:
            self._personal.add(name)
            self.schedule.messages.append(
                _("%(name)s has e-mail addresses and was left out: addresses of people are not kept.")
                % {"name": name}
            )


def _line(component: Component, name: str) -> str:
    """Return a text on one line, as it stands."""
    return re.sub(r"[\r\n]+", " ", str(component.get(name) or "")).strip()


def _moment(component: Component, name: str) -> dt.datetime | None:
    """Return a moment; a mere date is its midnight. A known zone name means that zone, whatever the file says of it."""
    if not component.get(name):
        return None
    value = component.decoded(name)
    if isinstance(value, dt.datetime):
        zone = str(getattr(component.get(name), "params", {}).get("TZID", ""))
        return value.replace(tzinfo=zone_info) if (zone_info := zone_named(zone)) else value
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else None


def _categories(component: Component) -> list[str]:
    values = component.get("CATEGORIES") or []
    entries = values if isinstance(values, list) else [values]
    return [
        str(category).strip()
        for entry in entries
        for category in getattr(entry, "cats", [])
        if str(category).strip()
    ]


def _read_extra(component: Component, event: ScheduleEvent) -> None:
    """Put back where it belongs what our own writer had merged into one text."""
    try:
        extensions = read_json(str(component.get(EXTENSIONS_PROPERTY) or "{}"))
    except Refused:
        return
    if not isinstance(extensions, dict) or not extensions:
        return
    event.kind, event.language = str(extensions.get("kind", "")), str(extensions.get("language", ""))
    event.subtitle = text(str(extensions.get("subtitle", "")))
    event.summary = text(str(extensions.get("summary", "")))
    event.description = text(str(extensions.get("description", "")))
    event.day = parse_date(str(extensions.get("day", "")))
    event.photography = str(extensions.get("photography", ""))
    apply_visibility(event, extensions)
    if extensions.get("theme") is False and event.theme:
        event.extra["categories"] = [*event.theme.values(), *event.extra.get("categories", [])]
        event.theme = {}
    event.extra.pop("url", None)
    apply_languages(event, extensions.get("languages"))
    for key, value in as_object(extensions.get("extra")).items():
        event.extra.setdefault(key, value)
    for title, kind, minutes in _rows(extensions.get("items"), 3):
        event.items.append(ScheduleItem(text(str(title)), str(kind), item_minutes(minutes)))
    for role, name, guid, key, item in _rows(extensions.get("persons"), 5):
        index = item if isinstance(item, int) and 0 <= item < len(event.items) else None
        event.persons.append(
            SchedulePerson(str(name), id=str(key), guid=str(guid), role=str(role), item=index)
        )
    for holder, name in ((event.links, "links"), (event.attachments, "attachments")):
        for url, title, kind, more in _rows(extensions.get(name), 4):
            holder.append(ScheduleLink(str(url), str(title), str(kind), as_object(more)))


def _rows(value: object, width: int) -> list[list[Any]]:
    return [row for row in as_list(value) if isinstance(row, list) and len(row) == width]
