"""The content tree of a release, whatever version wrote it.

A release is kept for ever as it was published. What later versions keep in addition is filled in here when it
is read, compared or restored, so that no other code asks how old a release is.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

FORMAT = 3

Content = dict[str, Any]

# Since format 2; `photography` since 3, of rooms as well.
_SESSION: Content = {"booths": [], "fixed": False, "capacity": None, "photography": ""}
_ROOM: Content = {"photography": ""}


def completed(content: Content) -> Content:
    """Return the tree with every key that this version knows. That of a conference without a release is empty."""
    if not content:
        return {
            "format": FORMAT, "timezone": "UTC", "languages": [], "rooms": [], "themes": [], "groups": [],
            "sessions": [], "annotations": {}, "cancelled": [], "imported": {},
        }  # fmt: skip
    if content.get("format", 1) >= FORMAT:
        return content
    sessions = [{**_SESSION, **session} for session in content["sessions"]]
    rooms = [{**_ROOM, **room} for room in content["rooms"]]
    return {
        "annotations": {},
        "cancelled": [],
        "imported": {},
        **content,
        "rooms": rooms,
        "format": FORMAT,
        "sessions": sessions,
    }


def span_of(
    row: Mapping[str, Any], zone: dt.tzinfo | None = None
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return start and end of a row, in the zone; either may be missing."""
    start, end = (
        dt.datetime.fromisoformat(row[name]).astimezone(zone) if row.get(name) else None
        for name in ("start", "end")
    )
    return start, end


def sessions_by_id(content: Mapping[str, Any]) -> dict[str, Content]:
    return {session["id"]: session for session in content.get("sessions", [])}
