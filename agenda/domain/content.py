"""The content tree of a release, whatever version wrote it.

A release is kept for ever as it was published. What later versions keep besides is filled in here when it is read,
compared or restored, so that nothing else asks how old a release is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FORMAT = 2

Content = dict[str, Any]

# Since format 2.
_SESSION: Content = {"booths": [], "fixed": False, "capacity": None}


def completed(content: Content) -> Content:
    """The tree with every key that this version knows. That of a conference without a release is empty."""
    if not content:
        return {
            "format": FORMAT, "timezone": "UTC", "languages": [], "rooms": [], "themes": [], "groups": [],
            "sessions": [], "annotations": {}, "cancelled": [], "imported": {},
        }  # fmt: skip
    if content.get("format", 1) >= FORMAT:
        return content
    sessions = [{**_SESSION, **session} for session in content["sessions"]]
    return {
        "annotations": {},
        "cancelled": [],
        "imported": {},
        **content,
        "format": FORMAT,
        "sessions": sessions,
    }


def sessions_by_id(content: Mapping[str, Any]) -> dict[str, Content]:
    return {session["id"]: session for session in content.get("sessions", [])}
