"""Limit the data of an imported file that readers may see: an allow-list.

Sessions, roles, materials and a conference keep what a file says and no field holds (`extra`, `imported`). It
is written only in the secretariat's own export. Everything readers see is made from a view that has passed
through here.
"""

from collections.abc import Mapping
from typing import Any

from confman.web.links import is_link

# Keys that are a text: identifiers of the file, the kind and language in its own words.
SESSION_TEXTS = frozenset({"id", "type", "language", "slug", "@code"})
SESSION_LINKS = frozenset({"url", "logo", "video_download_url", "feedback_url", "origin_url"})
SESSION_FLAGS = frozenset({"do_not_record", "do_not_stream"})
ROLE_TEXTS = frozenset({"id", "guid"})
LINK_TEXTS = frozenset({"title", "type", "service"})
ROOM_TEXTS = frozenset({"guid"})
THEME_TEXTS = frozenset({"slug"})
CONFERENCE_TEXTS = frozenset({"timeslot_duration"})
CONFERENCE_LINKS = frozenset({"base_url", "logo"})

ImportedData = Mapping[str, Any]


def _allowed(values: object, texts: frozenset[str], links: frozenset[str] = frozenset()) -> dict[str, Any]:
    rows = values.items() if isinstance(values, dict) else ()
    return {
        key: value
        for key, value in rows
        if (key in texts and isinstance(value, str)) or (key in links and is_link(value))
    }


def open_session(extra: ImportedData) -> dict[str, Any]:
    """Return what readers may see of a session's extra."""
    allowed = _allowed(extra, SESSION_TEXTS, SESSION_LINKS)
    if extra.get("all_day") is True:
        allowed["all_day"] = True
    if recording := _open_recording(extra.get("xml")):
        allowed["xml"] = {"recording": [recording]}
    if json := _open_json(extra.get("json")):
        allowed["json"] = json
    categories = extra.get("categories")
    if isinstance(categories, list):
        allowed["categories"] = [category for category in categories if isinstance(category, str)]
    return allowed


def _open_recording(xml: object) -> dict[str, list[str]]:
    """Return the recording licence a frab file gives a session, and the opt-out: its schema requires both."""
    rows = xml.get("recording") if isinstance(xml, dict) else None
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
        return {}
    first = {key: (rows[0].get(key) or [""])[0] for key in ("license", "optout")}
    optout = first["optout"] if first["optout"] in ("true", "1", "false", "0") else "false"
    return {"license": [first["license"] if isinstance(first["license"], str) else ""], "optout": [optout]}


def _open_json(json: object) -> dict[str, Any]:
    """Return the recording licence and the flags that a JSON file gives a session."""
    rows = json.items() if isinstance(json, dict) else ()
    return {
        key: value
        for key, value in rows
        if (key in SESSION_FLAGS and isinstance(value, bool))
        or (key == "recording_license" and isinstance(value, str))
    }


def open_role(extra: ImportedData) -> dict[str, Any]:
    """Return what readers may see of a person's data in a session."""
    return _allowed(extra, ROLE_TEXTS)


def open_links(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what readers may see of the links of a session."""
    return [{"url": str(link.get("url", "")), **_allowed(link, LINK_TEXTS)} for link in links]


def open_conference(imported: ImportedData) -> dict[str, Any]:
    """Return what readers may see of the conference's data, its themes' and its rooms'."""

    def allowed_rows(rows: object, texts: frozenset[str]) -> dict[str, Any]:
        items = rows.items() if isinstance(rows, dict) else ()
        return {name: allowed for name, row in items if (allowed := _allowed(row, texts))}

    return {
        **_allowed(imported, frozenset({"acronym"})),
        "themes": allowed_rows(imported.get("themes"), THEME_TEXTS),
        "rooms": allowed_rows(imported.get("rooms"), ROOM_TEXTS),
        "conference": _allowed(imported.get("conference"), CONFERENCE_TEXTS, CONFERENCE_LINKS),
    }
