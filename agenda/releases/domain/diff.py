"""Compare two content trees, and compute the SEQUENCE that calendars need for the changes. Pure."""

import datetime as dt

from agenda.releases.domain.read_model import EMPTY, Content, sessions_by_id, span_of
from agenda.releases.domain.reader import open_role, open_session

# Set by publishing itself; not a change of a session.
_BOOKKEEPING = ("sequence", "changed_at")
# Not seen by readers: `told` is where those concerned believe the session to be.
_UNSEEN = frozenset({*_BOOKKEEPING, "told", "fixed", "capacity"})
_PLACE_IN_TIME = ("start", "end", "day", "room")
# References of a session: another name of its room changes the session, because its calendar entry has that name.
_REFERENCES = {"room": "rooms", "theme": "themes", "group": "groups"}
_NO_CHANGES: Content = {"new": [], "moved": [], "changed": [], "cancelled": []}

# A smaller move in the same room is shown on the screens, without a mail.
WORTH_A_MAIL = dt.timedelta(minutes=15)
# Changes that matter to those who take part in a session; the others they read on its page.
_WORTH_TO_LISTENERS = frozenset(
    {"title", "status", "online_link", "room_name", "floor_languages", "listening_languages"}
)
_WORTH_TO_THOSE_IN_IT = _WORTH_TO_LISTENERS | {
    "subtitle", "kind", "group", "visibility", "chatham_house", "booths", "items", "roles"
}  # fmt: skip


def compare(before: Content, after: Content) -> Content:
    """Return what changed: new, moved, changed and cancelled sessions.

    "new" has ids; "moved" from where to where; "changed" which fields; "cancelled", which includes deleted
    ones, title, time and room as they were. A session moved and changed is in both.
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
        if moved_fields := [name for name in fields if name in _PLACE_IN_TIME]:
            changes["moved"].append(
                {
                    "id": key,
                    "from": {name: earlier.get(name) for name in _PLACE_IN_TIME},
                    "to": {name: session.get(name) for name in _PLACE_IN_TIME},
                    "fields": moved_fields,
                }
            )
        if others := [name for name in fields if name not in _PLACE_IN_TIME]:
            changes["changed"].append({"id": key, "fields": others})
    changes["cancelled"] += [_tombstone(session) for key, session in old.items() if key not in remaining]
    return changes


def _with_names(content: Content) -> list[Content]:
    """Return the sessions, each with the names of what it refers to."""
    tree = content or EMPTY
    names = {
        reference: {row["id"]: row["name"] for row in tree.get(rows, [])}
        for reference, rows in _REFERENCES.items()
    }
    announced = {row["id"]: row["photography"] for row in tree.get("rooms", [])}
    return [
        {
            **session,
            # Data of an imported file that readers do not see is not a change to them.
            "extra": open_session(session["extra"]),
            "roles": [{**role, "extra": open_role(role["extra"])} for role in session["roles"]],
            **{f"{key}_name": names[key].get(session.get(key)) for key in _REFERENCES},
            # As readers see it: the session's own setting, else its room's.
            "photography": session["photography"] or announced.get(session["room"] or "", ""),
        }
        for session in tree["sessions"]
    ]


def changed_fields(before: Content, after: Content) -> list[str]:
    """Return the names of the fields of a session that differ."""
    names = (before.keys() | after.keys()) - _UNSEEN
    return sorted(name for name in names if before.get(name) != after.get(name))


def anything_changed(changes: Content) -> bool:
    return any(changes.get(kind) for kind in _NO_CHANGES)


def needs_mail(change: Content, *, listener: bool = False) -> bool:
    """Tell whether a row of `compare` is worth a mail to those concerned; otherwise screens and calendars suffice.

    A move under 15 minutes in the same room is not worth a mail; new and cancelled sessions are. `listener`:
    for someone who wants to attend, to whom fewer changes matter than to those who have a part.
    """
    if "from" in change:
        return _moved_far(change["from"], change["to"])
    if "fields" in change:
        worth = _WORTH_TO_LISTENERS if listener else _WORTH_TO_THOSE_IN_IT
        return not worth.isdisjoint(change["fields"])
    return True


def fields_needing_mail(change: Content, *, listener: bool = False) -> list[str]:
    """Return the changed fields that are worth a mail."""
    return [name for name in change["fields"] if needs_mail({"fields": [name]}, listener=listener)]


def _moved_far(before: Content, after: Content) -> bool:
    if before.get("room") != after.get("room") or before.get("day") != after.get("day"):
        return True
    ends = zip(span_of(before, dt.UTC), span_of(after, dt.UTC), strict=True)
    return any(
        earlier != later and (earlier is None or later is None or abs(later - earlier) >= WORTH_A_MAIL)
        for earlier, later in ends
    )


def as_last_notified(content: Content) -> Content:
    """Return the tree with each session where those concerned believe it to be, while small moves have not added up."""
    return {
        **content,
        "sessions": [{**session, **session.get("told", {})} for session in content.get("sessions", [])],
    }


def _last_announced(earlier: Content, session: Content) -> Content:
    """Return the place where those concerned still believe the session to be.

    Empty where that is its place, or a mail tells them.
    """
    believed = earlier.get("told") or {name: earlier.get(name) for name in _PLACE_IN_TIME}
    current = {name: session.get(name) for name in _PLACE_IN_TIME}
    if believed == current or _moved_far(believed, current):
        return {}
    return {"told": believed}


def _tombstone(session: Content) -> Content:
    return {
        name: session.get(name)
        for name in ("id", "guid", "title", "start", "end", "day", "room", "visibility", "sequence")
    }


def sequenced(content: Content, before: Content, published_at: str) -> Content:
    """Return the content with SEQUENCE and time of change for each session, and with those now gone as cancelled.

    RFC 5545, 3.8.7.4: SEQUENCE rises with each change, also when a cancelled session comes back.
    """
    old = sessions_by_id(before)
    old_named = {session["id"]: session for session in _with_names(before)}
    tombstone_by_id = {session["id"]: session for session in before.get("cancelled", [])}
    sessions = []
    for session, session_with_names in zip(content["sessions"], _with_names(content), strict=True):
        earlier = old.get(session["id"])
        if earlier is not None and not changed_fields(old_named[session["id"]], session_with_names):
            numbers = {name: earlier[name] for name in _BOOKKEEPING}
        else:
            last = earlier or tombstone_by_id.get(session["id"])
            numbers = {"sequence": last["sequence"] + 1 if last else 0, "changed_at": published_at}
        believed = _last_announced(earlier, session) if earlier else {}
        sessions.append({**session, **numbers, **believed})
    present = {session["id"] for session in sessions}
    cancelled = [tombstone for key, tombstone in tombstone_by_id.items() if key not in present]
    for key, session in old.items():
        if key not in present:
            tombstone = _tombstone(session)
            cancelled.append({**tombstone, "sequence": tombstone["sequence"] + 1, "changed_at": published_at})
    return {**content, "sessions": sessions, "cancelled": cancelled}
