"""The changes from one release to the next, as the public may read them."""

from agenda.releases.domain.content import Content
from agenda.releases.models.release import AgendaRelease
from agenda.releases.web.change_lines import ChangeLine, change_lines
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference

_PUBLIC = Session.Visibility.PUBLIC


def public_change_lines(conference: Conference, release: AgendaRelease, before: Content) -> list[ChangeLine]:
    """Return a line for each change of what everyone may read.

    A session that was closed before is new; one closed now disappears without mention.
    """
    public_before = _public(before)
    public_now = _public(release.content)
    changes: Content = {"new": [], "moved": [], "changed": [], "cancelled": []}
    for kind, rows in release.changes.items():
        for row in rows:
            key = row["id"]
            if kind == "cancelled":
                if row.get("visibility") == _PUBLIC and key in public_before:
                    changes["cancelled"].append(row)
            elif key in public_now:
                if key in public_before:
                    changes[kind].append(row)
                else:
                    changes["new"].append({"id": key})
    changes["new"] = list({row["id"]: row for row in changes["new"]}.values())
    return change_lines(conference, changes, before, release.content)


def _public(content: Content) -> set[str]:
    return {row["id"] for row in content.get("sessions", []) if row["visibility"] == _PUBLIC}
