"""Other readers of iCalendar: ical.js as used in browsers, libical as used on desktops.

Each returns, for every VEVENT by UID: summary, description, location, status, sequence, and start and end in UTC.
"""

import ctypes
import datetime as dt
import json
import shutil
import subprocess
from typing import Any

from django.conf import settings
from icalendar import Calendar

from script.tooling.prepare import LIBICAL, find_node

Events = dict[str, dict[str, Any]]

_SCRIPT = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const utc = (time) => (time ? time.toJSDate().toISOString() : null);
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const hasEnd = component.hasProperty("dtend");
  return [event.uid, {
    summary: event.summary, description: event.description ?? "", location: event.location ?? "",
    status: component.getFirstPropertyValue("status"), sequence: event.sequence,
    start: utc(event.startDate), end: hasEnd ? utc(event.endDate) : null,
  }];
});
console.log(JSON.stringify(Object.fromEntries(events)));
"""


def by_icalendar(content: bytes) -> Events:
    """Read the calendar with Python's icalendar."""
    found = {}
    for event in Calendar.from_ical(content).walk("VEVENT"):
        found[str(event["UID"])] = {
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
            "start": event.decoded("DTSTART").astimezone(dt.UTC),
            "end": event.decoded("DTEND").astimezone(dt.UTC) if "DTEND" in event else None,
        }
    return found


def by_ical_js(content: bytes) -> Events:
    """Read the calendar with ical.js, in the project's own Node.js."""
    node = shutil.which("node", path=find_node()["PATH"])
    assert node
    ran = subprocess.run(
        [node, "--input-type=module", "--eval", _SCRIPT],
        input=content, capture_output=True, cwd=settings.BASE_DIR, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr.decode()
    events: Events = json.loads(ran.stdout)
    for event in events.values():
        for name in ("start", "end"):
            event[name] = dt.datetime.fromisoformat(event[name]) if event[name] else None
    return events


class _Time(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


_VEVENT = 4  # ICAL_VEVENT_COMPONENT of libical's icalenums.h


def by_libical(content: bytes) -> Events:
    """Read the calendar with libical; fail on anything it marks as an error in the file."""
    library = _libical()
    root = library.icalparser_parse_string(content)
    assert root, "libical: no calendar"
    try:
        assert library.icalcomponent_count_errors(root) == 0, library.icalcomponent_as_ical_string(root)
        assert library.icalrestriction_check(root), library.icalcomponent_as_ical_string(root).decode()
        found = {}
        event = library.icalcomponent_get_first_component(root, _VEVENT)
        while event:
            found[_text(library.icalcomponent_get_uid(event))] = {
                "summary": _text(library.icalcomponent_get_summary(event)),
                "description": _text(library.icalcomponent_get_description(event)),
                "location": _text(library.icalcomponent_get_location(event)),
                "status": _text(
                    library.icalproperty_status_to_string(library.icalcomponent_get_status(event))
                ),
                "sequence": library.icalcomponent_get_sequence(event),
                "start": _moment(library, library.icalcomponent_get_dtstart(event)),
                "end": _moment(library, library.icalcomponent_get_dtend(event))
                if b"DTEND" in library.icalcomponent_as_ical_string(event)
                else None,
            }
            event = library.icalcomponent_get_next_component(root, _VEVENT)
        return found
    finally:
        library.icalcomponent_free(root)


def _libical() -> Any:
    for name in LIBICAL:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        break
    else:
        raise AssertionError("libical is missing: script/setup --tests installs it")
    pointer, words = ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
        ("icalparser_parse_string", pointer, [words]),
        ("icalcomponent_free", None, [pointer]),
        ("icalcomponent_count_errors", ctypes.c_int, [pointer]),
        ("icalrestriction_check", ctypes.c_int, [pointer]),
        ("icalcomponent_get_first_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_next_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_uid", words, [pointer]),
        ("icalcomponent_get_summary", words, [pointer]),
        ("icalcomponent_get_description", words, [pointer]),
        ("icalcomponent_get_location", words, [pointer]),
        ("icalcomponent_get_status", ctypes.c_int, [pointer]),
        ("icalproperty_status_to_string", words, [ctypes.c_int]),
        ("icalcomponent_get_sequence", ctypes.c_int, [pointer]),
        ("icalcomponent_get_dtstart", _Time, [pointer]),
        ("icalcomponent_get_dtend", _Time, [pointer]),
        ("icalcomponent_as_ical_string", words, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _text(value: bytes | None) -> str:
    return value.decode() if value else ""


def _moment(library: Any, time: _Time) -> dt.datetime:
    seconds = library.icaltime_as_timet_with_zone(time, time.zone)
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
