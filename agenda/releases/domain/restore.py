"""Restoring: a release becomes the working agenda again. Nothing is published by it.

What would be lost is kept wherever possible:

- a session that is not in the release becomes one without a time, with all that is in it;
- one that was deleted since comes back with its id and guid, and its items with their numbers;
- answers given since are kept, whether the person declined or confirmed;
- erased persons stay erased; files, cues, interpreters' turns, places and fixed times stay as they are now;
- rooms, themes and working groups come back where they are gone, and are otherwise left alone.

First `target` is made: the tree that freezing must produce afterwards. It is compared with the present agenda
for a decision, and written; a test compares the two.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import minutes
from agenda.history.domain.json_values import plain, plain_row
from agenda.history.domain.steps import Recorder
from agenda.history.domain.undo import editing_step
from agenda.materials.models import Material
from agenda.releases.domain.diff import compare
from agenda.releases.domain.publication import freeze
from agenda.releases.domain.read_model import Content, sessions_by_id
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import locked_settings
from agenda.rooms.models import GroupRole, Room, WorkingGroup
from agenda.sessions.models.session import Item, Session, SessionRole
from agenda.sessions.undo import SESSIONS
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit, record_audit_in_bulk
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference, Theme
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.database.changes import StaleRevision, fingerprint
from confman.web.errors import Refused

# References of a session, and their places in the tree.
_LISTS = {"room": "rooms", "theme": "themes", "group": "groups"}


class RestoreTarget:
    """The release as far as possible today; see `restore_release` for what is kept. A constant number of queries."""

    def __init__(self, release: AgendaRelease, now: Content) -> None:
        self.conference, self.now = release.conference, now
        self.content = release.content
        sessions = Session.objects.of(self.conference).order_by().values_list("pk", "guid")
        self.by_guid = {guid: str(key) for key, guid in sessions}
        self.present = set(self.by_guid.values())
        self.deleted: set[str] = set()
        people = {role["person"] for row in self.content["sessions"] for role in row["roles"]}
        stored = Person.objects.of(self.conference).known().filter(pk__in=people).order_by()
        self.people = {str(key) for key in stored.values_list("pk", flat=True)}
        self.gone_people = len(people - self.people)
        roles = SessionRole.objects.filter(session__conference=self.conference)
        self.roles = {str(role.pk): role for role in roles}
        self.role_by_place = {
            (str(role.session_id), str(role.person_id), str(role.item_id or ""), role.role): role
            for role in self.roles.values()
        }
        items = Item.objects.filter(session__conference=self.conference).exclude(number=None).order_by()
        self.numbers = {str(key): number for key, number in items.values_list("pk", "number")}

    def tree(self) -> Content:
        names, tables = {}, {}
        for reference, name in _LISTS.items():
            names[reference], tables[name] = self._places(reference, name)
        current_sessions = sessions_by_id(self.now)
        sessions = [self._session(row, names, current_sessions) for row in self.content["sessions"]]
        items = {item["id"] for session in sessions for item in session["items"]}
        return {
            **self.now,
            **tables,
            "sessions": sessions,
            "annotations": {key: texts for key, texts in self.content["annotations"].items() if key in items},
        }

    def _places(self, reference: str, name: str) -> tuple[dict[str, str], list[Content]]:
        """Map ids of rooms (themes, groups) in the release to today's; return also all rows, with the restored ones."""
        present = {row["id"] for row in self.now[name]}
        codes = {row["code"]: row["id"] for row in self.now["groups"]}
        ids_in_use = {session[reference] for session in self.content["sessions"]}
        ids, restored = {}, []
        for row in self.content[name]:
            if row["id"] in present or row["id"] not in ids_in_use:
                ids[row["id"]] = row["id"]
            elif reference == "group" and row["code"] in codes:
                ids[row["id"]] = codes[row["code"]]
            else:
                ids[row["id"]] = row["id"]
                restored.append(self._group(row) if reference == "group" else row)
        return ids, [*self.now[name], *restored]

    def _group(self, row: Content) -> Content:
        holders = [role["person"] for role in row["roles"]]
        stored = Person.objects.of(self.conference).known().filter(pk__in=holders)
        present = {str(key) for key in stored.values_list("pk", flat=True)}
        return {**row, "roles": [role for role in row["roles"] if role["person"] in present]}

    def _session(
        self, row: Content, names: dict[str, dict[str, str]], current_sessions: dict[str, Content]
    ) -> Content:
        key: str = row["id"]
        if key not in self.present:
            key = self.by_guid.get(row["guid"]) or key
        if key not in self.present:
            self.deleted.add(key)
        current = current_sessions.get(key)
        items = [{**item, "number": self.numbers.get(item["id"], item["number"])} for item in row["items"]]
        item_keys = {item["id"] for item in items}
        # Its files and turns are not restored.
        materials = (
            current["materials"] if current else [entry for entry in row["materials"] if entry["link"]]
        )
        return {
            **row,
            **{reference: names[reference].get(row[reference]) for reference in _LISTS},
            "id": key,
            "guid": current["guid"] if current else row["guid"],
            "items": items,
            "roles": [role for entry in row["roles"] if (role := self._role(entry, key, item_keys))],
            "materials": [
                {**entry, "item": entry["item"] if entry["item"] in item_keys else None}
                for entry in materials
            ],
            "booths": current["booths"] if current else [],
            **{name: current[name] if current else row[name] for name in ("fixed", "capacity")},
        }

    def _role(self, row: Content, session: str, items: set[str]) -> Content | None:
        if row["person"] not in self.people:
            return None
        item = row["item"] if row["item"] in items else None
        role = self.role_by_place.get((session, row["person"], item or "", row["role"])) or self.roles.get(
            row["id"]
        )
        if role is not None and (str(role.session_id) != session or str(role.person_id) != row["person"]):
            role = None
        if role is not None and role.is_declined:
            return None
        confirmed = role.is_confirmed if role else row["confirmed"]
        return {**row, "id": str(role.pk) if role else row["id"], "item": item, "confirmed": confirmed}


_FIELDS = (
    "kind", "title", "subtitle", "summary", "description", "online_link", "floor_languages", "listening_languages",
    "links", "visibility", "chatham_house", "photography", "sign_up", "status",
    "extra",
)  # fmt: skip


@dataclass(frozen=True)
class RestorePlan:
    """The effect of restoring a release.

    `changes` is as `compare` gives it, from the working agenda (`now`) to `target`: "new" are the sessions
    that come back, "cancelled" those that are cancelled or lose their time.
    """

    release: AgendaRelease
    now: Content
    target: Content
    changes: Content
    deleted: frozenset[str]
    gone_people: int

    @property
    def unscheduled(self) -> list[str]:
        """Return ids of the sessions that lose their time."""
        sessions = sessions_by_id(self.target)
        return [row["id"] for row in self.changes["cancelled"] if row["id"] not in sessions]

    @property
    def touched(self) -> set[str]:
        """Return ids of the sessions that differ from the release now and will match it."""
        return {row["id"] for rows in self.changes.values() for row in rows} - set(self.unscheduled)

    @property
    def does_something(self) -> bool:
        return any(self.changes.values())

    @property
    def fingerprint(self) -> str:
        """Return a digest that changes with the working agenda and what would become of it."""
        return fingerprint([self.now, self.target])


def plan_restoring(release: AgendaRelease) -> RestorePlan:
    """Return what `restore_release` would do now. Nothing is written."""
    conference = release.conference
    now = freeze(conference)
    restore_target = RestoreTarget(release, now)
    target = restore_target.tree()
    changes = compare(now, target)
    _add_annotations(changes, now, target)
    deleted = frozenset(restore_target.deleted)
    return RestorePlan(release, now, target, changes, deleted, restore_target.gone_people)


def restore_release(release: AgendaRelease, *, by: User, seen: str = "") -> RestorePlan:
    """Make the working agenda what the release says, as one step that its author can undo; return what was done.

    Others who are editing one of the sessions are told (409). `seen` is the fingerprint of the plan that was shown:
    raises StaleRevision if the agenda has changed since, Refused if it is the same as the release already.
    """
    conference = release.conference
    label = _("Restored: %(release)s") % {"release": release}
    with editing_step(conference, by=by, action="agenda.release_restored", label=label) as recorder:
        locked_settings(conference)
        plan = plan_restoring(release)
        if not plan.does_something:
            raise Refused(_("The working agenda is already the same as this release."))
        if seen and seen != plan.fingerprint:
            raise StaleRevision(_("This is not what you looked at. Look at it again, then do it."), release)
        rows = sessions_by_id(plan.target)
        stored = Session.objects.filter(pk__in=plan.touched | set(plan.unscheduled))
        sessions = {str(session.pk): session for session in stored}
        recorder.touch(*sessions.values())
        recorder.made(*_recreate_places(conference, plan.target), along=True)
        writer = _SessionWriter(conference, plan, recorder)
        for key in sorted(plan.touched):
            if key in sessions:
                writer.restore(sessions[key], rows[key])
            else:
                sessions[key] = writer.recreate(rows[key])
        _unschedule([sessions[key] for key in plan.unscheduled])
        Session.objects.filter(pk__in=sessions).update(revision=models.F("revision") + 1)
        _write_history(plan, sessions.values(), by)
    clear_rights(by)
    return plan


def _unschedule(sessions: list[Session]) -> None:
    """Take the sessions off the agenda; each is as long as it was when it comes back."""
    for session in sessions:
        session.length = minutes(session.duration) if session.duration else session.length
        session.start = session.end = session.day = None
    Session.objects.bulk_update(sessions, ["start", "end", "day", "length"])


def _write_history(plan: RestorePlan, sessions: Iterable[Session], by: User) -> None:
    release = plan.release
    record_audit(
        "agenda.release_restored",
        by=by,
        target=release,
        label=release.numbered,
        details={kind: len(rows) for kind, rows in plan.changes.items()},
    )
    record_audit_in_bulk(
        "agenda.session_restored", by=by, conference=release.conference, targets=sessions,
        details={"number": release.number},
    )  # fmt: skip


def _add_annotations(changes: Content, now: Content, target: Content) -> None:
    """Add changed annotations, which `compare` does not see because they are kept beside the sessions."""
    changed = {row["id"]: row for row in changes["changed"]}
    present = {row["id"] for rows in changes.values() for row in rows} - changed.keys()
    for session in target["sessions"]:
        ids = [item["id"] for item in session["items"]]
        if session["id"] in present or not any(
            now["annotations"].get(key) != target["annotations"].get(key) for key in ids
        ):
            continue
        if session["id"] in changed:
            changed[session["id"]]["fields"].append("annotations")
        else:
            changes["changed"].append({"id": session["id"], "fields": ["annotations"]})


# --- Writing it -------------------------------------------------------------------------------------------


def _recreate_places(conference: Conference, target: Content) -> list[Room | Theme | WorkingGroup]:
    """Recreate rooms, themes and groups of the target that are gone, under their old ids; return them."""
    rooms = {str(key) for key in Room.objects.of(conference).values_list("pk", flat=True)}
    last = len(rooms)
    made_rooms = Room.objects.bulk_create(
        Room(
            id=row["id"], conference=conference, name=TranslatedText(row["name"]), capacity=row["capacity"],
            booths=row["booths"], accessible=row["accessible"], photography=row["photography"],
            position=last + number,
        )
        for number, row in enumerate(target["rooms"]) if row["id"] not in rooms
    )  # fmt: skip
    themes = {str(key) for key in conference.themes.values_list("pk", flat=True)}
    made_themes = Theme.objects.bulk_create(
        Theme(id=row["id"], conference=conference, name=TranslatedText(row["name"]), colour=row["colour"])
        for row in target["themes"]
        if row["id"] not in themes
    )
    groups = {str(key) for key in WorkingGroup.objects.of(conference).values_list("pk", flat=True)}
    missing = [row for row in target["groups"] if row["id"] not in groups]
    made_groups = WorkingGroup.objects.bulk_create(
        WorkingGroup(
            id=row["id"], conference=conference, code=row["code"], name=TranslatedText(row["name"]),
            mandate=TranslatedText(row["mandate"]), position=len(groups) + number,
        )
        for number, row in enumerate(missing)
    )  # fmt: skip
    GroupRole.objects.bulk_create(
        GroupRole(group_id=row["id"], person_id=role["person"], role=role["role"], position=position)
        for row in missing
        for position, role in enumerate(row["roles"])
    )
    return [*made_rooms, *made_themes, *made_groups]


# Field as `compare` names it -> the part of a session that keeps it; for other fields the part has the same name.
_PART_OF = {
    "start": "when", "end": "when", "day": "when", "room": "when", "roles": "items", "annotations": "items",
    "theme": "theme_id", "group": "working_group_id",
}  # fmt: skip


def _parts_that_differ(changes: Content) -> dict[str, set[str]]:
    """Map sessions to the parts that differ. One that is cancelled or comes back differs as a whole: it is left out."""
    parts: dict[str, set[str]] = defaultdict(set)
    for row in (*changes["moved"], *changes["changed"]):
        parts[row["id"]] |= {_PART_OF.get(name, name) for name in row["fields"]}
    return dict(parts)


class _SessionWriter:
    """Writes sessions of the target."""

    def __init__(self, conference: Conference, plan: RestorePlan, recorder: Recorder) -> None:
        self.conference, self.recorder = conference, recorder
        self.annotations = plan.target["annotations"]
        self.differing = _parts_that_differ(plan.changes)
        touched = Session.objects.filter(pk__in=plan.touched)
        self.roles: dict[str, dict[str, SessionRole]] = defaultdict(dict)
        for role in SessionRole.objects.filter(session__in=touched):
            self.roles[str(role.session_id)][str(role.pk)] = role
        self.items: dict[str, set[str]] = defaultdict(set)
        for session, item in Item.objects.filter(session__in=touched).values_list("session", "pk"):
            self.items[str(session)].add(str(item))

    def restore(self, session: Session, row: Content) -> None:
        """Make an existing session what the row says."""
        keys = {item["id"] for item in row["items"]}
        if self.items[row["id"]] - keys:
            self.recorder.remove(session, Item.objects.filter(session=session).exclude(pk__in=keys))
        if keys - self.items[row["id"]]:
            # An item that was moved to another session comes back.
            Item.objects.filter(pk__in=keys, session__conference=self.conference).update(session=session)
        SESSIONS.restore_parts(session, self._parts(row, self.differing.get(row["id"])))

    def recreate(self, row: Content) -> Session:
        """Recreate a session that was deleted."""
        session = Session(
            id=uuid.UUID(row["id"]), conference=self.conference, guid=row["guid"], title=TranslatedText(row["title"]),
            fixed=row["fixed"], capacity=row["capacity"],
        )  # fmt: skip
        session.save(force_insert=True)
        SESSIONS.restore_parts(session, self._parts(row))
        links = [
            self._link(session, material, position) for position, material in enumerate(row["materials"])
        ]
        Material.objects.bulk_create(links)
        self.recorder.made(session, *links)
        return session

    def _link(self, session: Session, row: Content, position: int) -> Material:
        names = ("link", "media_type", "language", "symbol", "visibility", "extra")
        return Material(
            id=uuid.UUID(row["id"]),
            session=session,
            item_id=row["item"],
            title=TranslatedText(row["title"]),
            embargo=dt.datetime.fromisoformat(row["embargo"]) if row["embargo"] else None,
            position=position,
            **{name: row[name] for name in names},
        )

    def _parts(self, row: Content, only: set[str] | None = None) -> Content:
        """Return the row as a step of editing remembers a session; only the parts that differ, where they are known."""
        start_day = self.conference.local(dt.datetime.fromisoformat(row["start"])).date().isoformat()
        parts = {
            **{name: row[name] for name in _FIELDS},
            "theme_id": row["theme"],
            "working_group_id": row["group"],
            "when": {
                "start": row["start"],
                "end": row["end"],
                "day": row["day"] if row["day"] != start_day else None,
                "room_id": row["room"],
            },
        }
        if only is None or "items" in only:
            parts["items"] = {"items": self._items(row), "roles": self._roles(row)}
        return {name: part for name, part in parts.items() if only is None or name in only}

    def _items(self, row: Content) -> list[Content]:
        return [
            {
                "id": item["id"], "session_id": row["id"], "position": position, "number": item["number"],
                "title": item["title"], "kind": item["kind"], "minutes": item["minutes"], "symbol": item["symbol"],
                **{
                    name: self.annotations.get(item["id"], {}).get(name, {})
                    for name in ("background", "expected_action")
                },
            }
            for position, item in enumerate(row["items"])
        ]  # fmt: skip

    def _roles(self, row: Content) -> list[Content]:
        """Return the roles of the release, then those declined, which are not part of a release."""
        stored = self.roles[row["id"]]
        rows = [
            {
                "id": role["id"], "session_id": row["id"], "person_id": role["person"], "item_id": role["item"],
                "role": role["role"], "position": position, "extra": role["extra"],
                **self._answer(stored.get(role["id"]), role["confirmed"]),
            }
            for position, role in enumerate(row["roles"])
        ]  # fmt: skip
        identities = {(role_row["person_id"], role_row["item_id"], role_row["role"]) for role_row in rows}
        items = {item["id"] for item in row["items"]}
        for role in stored.values():
            item = str(role.item_id) if role.item_id and str(role.item_id) in items else None
            identity = (str(role.person_id), item, role.role)
            if role.is_declined and identity not in identities:
                identities.add(identity)
                rows.append({**plain_row(role), "item_id": item, "position": len(rows)})
        return rows

    def _answer(self, role: SessionRole | None, confirmed: bool) -> Content:
        Status = SessionRole.Status
        role = role or SessionRole(status=str(Status.CONFIRMED if confirmed else Status.PROPOSED))
        return {name: plain(getattr(role, name)) for name in ("status", "answered_at", "decline_reason")}
