"""The rules of c3voc's formats, in our own code: the repository contains nobody else's schema.

tests/real checks the same against the schemas themselves, if the folder of real data has them.
"""

import re
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[!$%&-;=?-Z\[\]_a-z~]+(#[!$%&-;=?-Z_a-z~]*)?")
_REQUIRED = ("room", "title", "type", "date", "start", "duration", "abstract", "track")
_ALLOWED = {
    *_REQUIRED, "subtitle", "slug", "logo", "persons", "language", "description", "recording", "links",
    "attachments", "video_download_url", "url", "feedback_url", "origin_url",
}  # fmt: skip
_JSON_REQUIRED = (
    "abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room", "slug", "start",
    "subtitle", "title", "track", "type", "url",
)  # fmt: skip


def faults_of_xml(root: Any, unknown: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """Return what a reader of frab XML would reject; `unknown` elements are accepted."""
    faults = []
    children = [child.tag for child in root]
    if children != ["generator", "version", "conference", *["day"] * (len(children) - 3)]:
        faults.append(f"order of the elements: {children}")
    if not re.fullmatch(r"[a-z0-9_-]{4,}", root.findtext("conference/acronym") or ""):
        faults.append("acronym")
    for day in root.iterfind("day"):
        if not (
            _MOMENT.fullmatch(day.get("start")) and _MOMENT.fullmatch(day.get("end")) and day.get("date")
        ):
            faults.append(f"day {day.attrib}")
    events = list(root.iterfind("day/room/event"))
    for attribute in ("id", "guid"):
        values = [event.get(attribute) for event in events]
        if None in values or len(set(values)) < len(values):
            faults.append(f"{attribute} is missing or stands twice")
    slugs = [event.findtext("slug") for event in events]
    if len(set(slugs)) < len(slugs):
        faults.append("a slug stands twice")
    return faults + [fault for event in events for fault in _faults_of_event(event, unknown)]


def _faults_of_event(event: Any, unknown: set[str]) -> list[str]:
    faults = []
    tags = [child.tag for child in event if isinstance(child.tag, str)]
    faults += [f"{tag} is missing" for tag in _REQUIRED if tag not in tags]
    faults += [f"{tag} is not known" for tag in tags if tag not in _ALLOWED | unknown]
    if len(set(tags)) < len(tags):
        faults.append("an element stands twice")
    if not (event.get("id").isdigit() and int(event.get("id")) > 0 and _UUID.fullmatch(event.get("guid"))):
        faults.append(f"id or guid: {dict(event.attrib)}")
    for tag, pattern in (
        ("date", _MOMENT),
        ("start", re.compile(r"[0-2]\d:[0-5]\d")),
        ("duration", re.compile(r"\d{1,2}:\d\d")),
        ("slug", re.compile(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}")),
    ):
        if not pattern.fullmatch(event.findtext(tag) or ""):
            faults.append(f"{tag}: {event.findtext(tag)!r}")
    for person in event.iterfind("persons/person"):
        if person.get("guid") and not _UUID.fullmatch(person.get("guid")):
            faults.append("guid of a person")
        if person.get("id") and not re.fullmatch(r"-?\d+", person.get("id")):
            faults.append("id of a person")
    return faults


def faults_of_json(document: dict[str, Any]) -> list[str]:
    """Return what a reader of version 1 would reject."""
    faults = []
    conference = document["schedule"]["conference"]
    for key in ("title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"):
        if key not in conference:
            faults.append(f"conference has no {key}")
    if conference["daysCount"] != len(conference["days"]):
        faults.append("daysCount")
    for day in conference["days"]:
        if set(day) != {"index", "date", "day_start", "day_end", "rooms"}:
            faults.append(f"day {sorted(day)}")
        for room, events in day["rooms"].items():
            for event in events:
                faults += [f"an event has no {key}" for key in _JSON_REQUIRED if key not in event]
                addresses = [
                    event["url"],
                    *(link["url"] for name in ("links", "attachments") for link in event.get(name, [])),
                ]
                faults += [f"no URI: {address}" for address in addresses if not _URI.fullmatch(address)]
                if event["room"] != room or not _UUID.fullmatch(event["guid"]) or event["id"] < 1:
                    faults.append("room, guid or id")
                if not re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", event["slug"]) or not event["url"].startswith(
                    "http"
                ):
                    faults.append(f"slug or url: {event['slug']}")
    return faults
