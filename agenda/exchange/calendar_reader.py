"""Reading iCalendar: every VEVENT a session, whatever it lacks."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar

from agenda.exchange.calendar_writer import KEPT_PROPERTY
from agenda.exchange.schedule import (
    Schedule,
    ScheduleEvent,
    ScheduleLink,
    SchedulePerson,
    UnreadableSchedule,
    text,
)

_STATUS = {"TENTATIVE": "tentative", "CANCELLED": "cancelled", "CONFIRMED": "confirmed"}
_KNOWN = frozenset(
    "UID DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION CATEGORIES STATUS URL DTSTAMP SEQUENCE LAST-MODIFIED"
    " CREATED TRANSP CLASS".split()
) | {KEPT_PROPERTY}


def read_calendar(content: bytes) -> Schedule:
    """The schedule in a calendar. Raises UnreadableSchedule where it is none."""
    try:
        calendar = Calendar.from_ical(content.decode("utf-8", errors="replace"))
    except (ValueError, IndexError, KeyError) as error:
        raise UnreadableSchedule(
            _("This is not a readable calendar: %(reason)s.") % {"reason": error}
        ) from error
    schedule = Schedule(
        title=str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or ""),
        timezone=str(calendar.get("X-WR-TIMEZONE") or ""),
        states=frozenset({"start", "end", "room"}),
    )
    zones: set[str] = set()
    for number, component in enumerate(calendar.walk("VEVENT"), start=1):
        summary = " ".join(str(component.get("SUMMARY") or "").split())
        place = _("VEVENT %(number)d") % {"number": number}
        if not summary:
            summary = str(_("(untitled)"))
            schedule.messages.append(
                _("%(place)s: it has no title and is called “(untitled)”.") % {"place": place}
            )
        event = _read_event(component, summary, place, schedule, zones)
        if event:
            schedule.events.append(event)
    if not schedule.timezone and len(zones) == 1:
        schedule.timezone = zones.pop()
    if not schedule.events and not schedule.refused:
        raise UnreadableSchedule(_("The calendar has no VEVENT in it: there is nothing to import."))
    return schedule


def _read_event(
    component: Any, summary: str, place: str, schedule: Schedule, zones: set[str]
) -> ScheduleEvent | None:
    try:
        start, end = _moment(component, "DTSTART"), _moment(component, "DTEND")
        length = component.decoded("DURATION") if component.get("DURATION") else None
    except (ValueError, TypeError, AttributeError) as error:
        schedule.refused.append(f"{place}: {error}.")
        return None
    if start and end is None and isinstance(length, dt.timedelta):
        end = start + length
    if start is not None and (key := getattr(start.tzinfo, "key", "")):
        zones.add(key)
    event = ScheduleEvent(
        place=place,
        guid="".join(str(component.get("UID") or "").split())[:250],
        title=text(summary),
        description=text(str(component.get("DESCRIPTION") or "")),
        start=start,
        end=end,
        room=text(" ".join(str(component.get("LOCATION") or "").split())),
        theme=text(_category(component)),
        status=_STATUS.get(str(component.get("STATUS") or "").upper(), ""),
    )
    if address := str(component.get("URL") or ""):
        event.extra["url"] = address
        if address.startswith(("http://", "https://")) and KEPT_PROPERTY not in component:
            event.links.append(ScheduleLink(address))
    unknown = {
        name: str(value.to_ical().decode() if hasattr(value, "to_ical") else value)
        for name, value in component.items()
        if name not in _KNOWN and not isinstance(value, list)
    }
    if unknown:
        event.extra["ics"] = unknown
    _take_kept(component, event)
    return event


def _moment(component: Any, name: str) -> dt.datetime | None:
    """A moment; a mere date is its midnight."""
    if not component.get(name):
        return None
    value = component.decoded(name)
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else None


def _category(component: Any) -> str:
    found = component.get("CATEGORIES")
    first = found[0] if isinstance(found, list) and found else found
    categories = getattr(first, "cats", None)
    return str(categories[0]) if categories else ""


def _take_kept(component: Any, event: ScheduleEvent) -> None:
    """What our own writer put into one text goes back where it belongs."""
    try:
        kept = json.loads(str(component.get(KEPT_PROPERTY) or "{}"))
    except ValueError:
        return
    if not isinstance(kept, dict) or not kept:
        return
    event.kind = str(kept.get("kind", ""))
    event.summary, event.description = (
        text(str(kept.get("summary", ""))),
        text(str(kept.get("description", ""))),
    )
    event.extra.pop("url", None)
    for entry in kept.get("persons") or []:
        if isinstance(entry, list) and len(entry) == 3:
            event.persons.append(SchedulePerson(str(entry[1]), guid=str(entry[2]), role=str(entry[0])))
