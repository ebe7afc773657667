"""The content tree of a release: kept for ever as it was published."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

Content = dict[str, Any]

# The content of a conference without a release.
EMPTY: Content = {
    "timezone": "UTC", "languages": [], "rooms": [], "themes": [], "groups": [], "sessions": [], "annotations": {},
    "cancelled": [], "imported": {},
}  # fmt: skip


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
