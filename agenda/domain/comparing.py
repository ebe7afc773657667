"""What changed from one content tree to the next, and the SEQUENCE that calendars need for it. Pure."""

from __future__ import annotations

from typing import Any

Content = dict[str, Any]

# Given by publishing itself, and no change of a session.
_BOOKKEEPING = frozenset({"sequence", "changed_at"})
_PLACE_IN_TIME = ("start", "end", "day", "room")
# What a session refers to: another name of its room is a change of the session, for its calendar entry says so.
_REFERENCES = {"room": "rooms", "theme": "themes", "group": "groups"}
_NO_CHANGES: Content = {"new": [], "moved": [], "changed": [], "cancelled": []}


def compare(before: Content, after: Content) -> Content:
    """Ids of sessions that are new; of those moved, from where to where; of those changed, which fields;
    of those cancelled or gone, with title, time and room as they were. A session moved and changed is in both.
    """
    old = {session["id"]: session for session in _with_names(before)}
    changes: Content = {kind: [] for kind in _NO_CHANGES}
    remaining = set()
    for session in _with_names(after):
        key = session["id"]
        remaining.add(key)
        earlier = old.get(key)
        if earlier is None:
            changes["new"].append({"id": key})
            continue
        fields = changed_fields(earlier, session)
        if session["status"] == "cancelled" and earlier["status"] != "cancelled":
            changes["cancelled"].append(_tombstone(earlier))
            continue
        if moved := [name for name in fields if name in _PLACE_IN_TIME]:
            changes["moved"].append(
                {
                    "id": key,
                    "from": {name: earlier.get(name) for name in _PLACE_IN_TIME},
                    "to": {name: session.get(name) for name in _PLACE_IN_TIME},
                    "fields": moved,
                }
            )
        if others := [name for name in fields if name not in _PLACE_IN_TIME]:
            changes["changed"].append({"id": key, "fields": others})
    changes["cancelled"] += [_tombstone(session) for key, session in old.items() if key not in remaining]
    return changes


def _with_names(content: Content) -> list[Content]:
    """The sessions, each with the names of what it refers to."""
    names = {
        reference: {row["id"]: row["name"] for row in content.get(rows, [])}
        for reference, rows in _REFERENCES.items()
    }
    return [
        {**session, **{f"{key}_name": names[key].get(session.get(key)) for key in _REFERENCES}}
        for session in content.get("sessions", [])
    ]


def changed_fields(before: Content, after: Content) -> list[str]:
    """Names of the fields of a session that differ."""
    names = (before.keys() | after.keys()) - _BOOKKEEPING
    return sorted(name for name in names if before.get(name) != after.get(name))


def anything_changed(changes: Content) -> bool:
    return any(changes.get(kind) for kind in _NO_CHANGES)


def _tombstone(session: Content) -> Content:
    return {
        name: session.get(name)
        for name in ("id", "guid", "title", "start", "end", "day", "room", "visibility", "sequence")
    }


def sequenced(content: Content, before: Content, published_at: str) -> Content:
    """The content with SEQUENCE and time of change for each session, and what is gone kept as cancelled.

    RFC 5545, 3.8.7.4: it rises for what changed, also when something comes back that was cancelled before.
    """
    old = {session["id"]: session for session in before.get("sessions", [])}
    old_named = {session["id"]: session for session in _with_names(before)}
    gone = {session["id"]: session for session in before.get("cancelled", [])}
    sessions = []
    for session, named in zip(content["sessions"], _with_names(content), strict=True):
        earlier = old.get(session["id"])
        if earlier is not None and not changed_fields(old_named[session["id"]], named):
            numbers = {name: earlier[name] for name in _BOOKKEEPING}
        else:
            last = earlier or gone.get(session["id"])
            numbers = {"sequence": last["sequence"] + 1 if last else 0, "changed_at": published_at}
        sessions.append({**session, **numbers})
    present = {session["id"] for session in sessions}
    cancelled = [tombstone for key, tombstone in gone.items() if key not in present]
    for key, session in old.items():
        if key not in present:
            tombstone = _tombstone(session)
            cancelled.append({**tombstone, "sequence": tombstone["sequence"] + 1, "changed_at": published_at})
    return {**content, "sessions": sessions, "cancelled": cancelled}
