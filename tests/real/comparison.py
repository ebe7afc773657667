"""The fields of the agenda's file that an export lost: a line for each, none if all is there.

A field may be in the format's place for it, or in confman's additional data; white space is ignored.
"""

import csv
import html
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import tablib
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook

# XML 1.0 forbids it; klimacamp2015 has it all the same.
MENDED = "\x06"


def _plain(value: Any) -> Any:
    """Return the value with normalized white space and without empty parts."""
    if isinstance(value, str):
        return " ".join(value.replace(MENDED, "").split())
    if isinstance(value, dict):
        return {
            key: plain for key, said in value.items() if (plain := _plain(said)) not in ("", None, [], {})
        }
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def lost_of_xml(original: bytes, exported: bytes) -> list[str]:
    before = etree.fromstring(original.replace(MENDED.encode(), b""), etree.XMLParser(remove_comments=True))
    after = {event.get("id"): event for event in etree.fromstring(exported).iter("event")}
    lost = []
    for event in before.iter("event"):
        written = after[event.get("id")]
        kept = [json.loads(each.text) for each in written.iterchildren(tag=etree.ProcessingInstruction)]
        beside = {name: said for each in kept for name, said in each.get("extra", {}).items()}
        elements = {_element(child) for child in written if isinstance(child.tag, str)}
        for child in event.iterchildren(tag=etree.Element):
            said = _element(child)
            if any(said[1:]) and said not in elements and _plain(beside.get(child.tag)) != said[2]:
                lost.append(f"event {event.get('id')}: {said}")
        lost += [f"{name}={said}" for name, said in event.attrib.items() if written.get(name) != said]
    return lost


def _element(element: Any) -> tuple[Any, ...]:
    children = tuple(sorted(_element(child) for child in element if isinstance(child.tag, str)))
    return element.tag, tuple(sorted(element.attrib.items())), _plain(element.text or ""), children


def lost_of_json(original: bytes, exported: bytes) -> list[str]:
    written = json.loads(exported)["schedule"]
    kept = written.get("confman", {})
    after = {event["guid"]: event for event in _events(written)}
    tracks = {
        track.get("slug"): track["name"]
        for track in json.loads(original)["schedule"]["conference"].get("tracks", [])
    }
    lost = []
    for event in _events(json.loads(original)["schedule"]):
        found, own = after[event["guid"]], kept.get(event["guid"], {})
        extra = own.get("extra", {})
        beside = [found, extra, extra.get("json", {})]
        for name, said in _plain(event).items():
            if name in ("persons", "participants", "links", "attachments"):
                held = "persons" if name == "participants" else name
                lines = [
                    {**entry, **more}
                    for entry, more in zip(found[held], own.get(held) or [{}] * len(found[held]), strict=True)
                ]
                # Text that is no address to the schema stands beside, with its place.
                for place, url, title, *_more in own.get(f"{held}_apart", []):
                    lines.insert(place, {"url": url, "title": title})
                fine = all(map(_holds, _plain(lines), said))
            elif name in ("start", "end", "duration"):
                # Schema 2 gives moments where version 1 has hours and a duration: the same session.
                fine = "T" in str(said) or _plain(found.get(name)) == said or not found.get("end")
                fine = fine and ("T" not in str(said) or name == "end" or found["date"] == said)
            elif isinstance(said, dict) and name in ("room", "track"):
                fine = found[name] == said.get("name", tracks.get(said.get("slug")))
            else:
                fine = any(_plain(place.get(name)) == said for place in beside)
            if not fine:
                lost.append(f"{event['guid']} {name}: {said}")
    return lost


def _holds(written: dict[str, Any], said: dict[str, Any]) -> bool:
    names = {"public_name": "name", "full_public_name": "name"}
    # A person's own words are theirs to publish: an import takes no biography. Someone whom the file calls by two
    # names under one identifier is one person.
    ignored = {"biography", "name"} if said.get("guid") == written.get("guid", "") else {"biography"}
    return all(written.get(names.get(key, key)) == value for key, value in said.items() if key not in ignored)


def _events(schedule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for day in schedule["conference"].get("days", []):
        for events in day.get("rooms", {}).values():
            yield from events
    for holder in (schedule, schedule["conference"]):
        yield from holder.get("events", [])


def lost_of_calendar(original: bytes, exported: bytes) -> list[str]:
    after = [_properties(event) for event in Calendar.from_ical(exported).walk("VEVENT")]
    lost = []
    for event in Calendar.from_ical(original).walk("VEVENT"):
        said = _properties(event)
        # One identifier stands twice in a file: then the title and the hour tell which is meant.
        same = [
            each
            for each in after
            if each["DTSTART"] == said["DTSTART"]
            and (each["UID"] == said["UID"] or each["SUMMARY"] == said.get("SUMMARY"))
        ]
        written = same[0] if same else {}
        beside = json.loads(written.get("X-CONFMAN-KEPT", "{}")).get("extra", {})
        for name, value in said.items():
            # An identifier that stands twice in the file can name one session only.
            if name == "UID" and written.get("SUMMARY") == said["SUMMARY"]:
                continue
            if value and written.get(name) != value and beside.get(name.lower()) != value:
                lost.append(f"{said['UID']} {name}: {value}")
    return lost


def _properties(event: Any) -> dict[str, Any]:
    return {
        name: value.dt
        if hasattr(value, "dt")
        else "".join(str(value).split())
        if name == "UID"
        else _plain(str(value))
        for name, value in event.property_items(recursive=False)
        if name not in ("BEGIN", "END", "DTSTAMP")
    }


# Columns of the tables that a field of ours holds, and its column in the export.
_FIELDS = {
    "penguicon": {
        "id": "guid", "name": "title_en", "event_type": "kind", "description": "description_en",
        "venue": "room_en", "speakers": "speakers", "event_start": "start", "event_end": "end",
    },
    "c3voc": {
        "ID": "guid", "Titel": "title_en", "Untertitel": "subtitle_en", "Beschreibung": "description_en",
        "Ort": "room_en",
    },
}  # fmt: skip


def lost_of_csv(original: bytes, exported: bytes) -> list[str]:
    before = list(csv.DictReader(io.StringIO(original.decode("utf-8-sig"))))
    after = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
    return _lost_of_rows(before, after, _FIELDS["penguicon"], "id")


def lost_of_xlsx(original: bytes, exported: bytes) -> list[str]:
    # The sheet has a million rows, of which fifteen say something.
    sheet = load_workbook(io.BytesIO(original), read_only=True, data_only=True).worksheets[0]
    rows = sheet.iter_rows(max_row=20, max_col=20, values_only=True)
    head, *lines = [row for row in rows if sum(cell not in (None, "") for cell in row) > 2]
    before = [{str(name): cell for name, cell in zip(head, line, strict=True) if name} for line in lines]
    after = tablib.Dataset().load(exported, format="xlsx").dict
    lost = _lost_of_rows(before, after, _FIELDS["c3voc"], "ID", ignored={"Datum", "Uhrzeit", *"12345"})
    for row in before:
        written = next(each for each in after if each["guid"] == str(row["ID"]))
        names = [str(row[number]).split(",")[0].strip() for number in "12345" if row.get(number)]
        if written["start"] != f"{row['Datum']:%Y-%m-%d} {row['Uhrzeit']:%H:%M}":
            lost.append(f"{row['ID']} start")
        if written["speakers"] != ("; ".join(names) or None):
            lost.append(f"{row['ID']} speakers")
    return lost


def _lost_of_rows(
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    fields: dict[str, str],
    key: str,
    ignored: set[str] = frozenset(),  # type: ignore[assignment]
) -> list[str]:
    written = {str(row["guid"]): row for row in after}
    lost = []
    for row in before:
        found = written.get(str(row[key]))
        if found is None:
            # Not scheduled, therefore not published.
            lost += [] if "TBA" in str(row) else [str(row)]
            continue
        for name, value in row.items():
            said, now = _plain(str(value or "")), _plain(str(found.get(fields.get(name, name)) or ""))
            if name in ("event_start", "event_end"):
                said = said[:16]
            if name == "speakers":
                # Names for web pages, of which one person has several spellings.
                said = "".join(filter(str.isalnum, html.unescape(said)))
                now = "".join(filter(str.isalnum, now))
            if name not in ignored and said not in ("", "-") and now != said:
                lost.append(f"{row[key]} {name}: {said!r}, now {now!r}")
    return lost


LOST: dict[str, Callable[[bytes, bytes], list[str]]] = {
    "frab-xml": lost_of_xml,
    "frab-json": lost_of_json,
    "ics": lost_of_calendar,
    "csv": lost_of_csv,
    "xlsx": lost_of_xlsx,
}
