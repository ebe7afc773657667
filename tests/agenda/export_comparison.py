"""Comparison of two exports: two runs from the same agenda differ only in what each run names differently."""

import json
from typing import Any

import tablib
from icalendar import Calendar
from lxml import etree


def without_runs(content: bytes, format: str) -> Any:
    """Return the content without what each run names differently: our addresses, ids of rooms and persons, times."""
    if format == "frab-xml":
        root = etree.fromstring(content)
        for address in (*root.iter("url"),):
            address.getparent().remove(address)
        for person in root.iter("person"):
            person.attrib.pop("guid", None)
        root.find("version").text = ""
        return etree.tostring(root)
    if format == "ics":
        return _events_of(content)
    if format in ("csv", "xlsx"):
        text = content.decode("utf-8-sig") if format == "csv" else content
        rows = sorted(tablib.Dataset().load(text, format=format).dict, key=lambda row: row["guid"])
        # A new conference has the languages of its sessions, and a column for each.
        return [{name: value for name, value in row.items() if value} for row in rows]
    document = json.loads(content)
    document["schedule"].pop("version")
    conference = document["schedule"]["conference"]
    conference.pop("url")
    for room in conference["rooms"]:
        room.pop("guid")
    for day in conference["days"]:
        for events in day["rooms"].values():
            for event in events:
                event.pop("url")
                for person in event["persons"]:
                    person.pop("guid", None)
    return document


def _events_of(content: bytes) -> list[dict[str, Any]]:
    found = []
    for event in Calendar.from_ical(content).walk("VEVENT"):
        said = {
            name: (value.to_ical(), dict(value.params))
            for name, value in event.property_items(recursive=False)
            if name not in ("BEGIN", "END", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "URL", "X-CONFMAN-KEPT")
        }
        kept = json.loads(str(event["X-CONFMAN-KEPT"]))
        for person in kept.get("persons", ()):
            person[2] = ""
        found.append({**said, "kept": kept})
    # The order of what begins at one hour follows the rooms, of which a calendar knows none.
    return sorted(found, key=lambda said: said["UID"])
