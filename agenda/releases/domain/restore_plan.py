"""Plan the working agenda for the restoring of a release: its tree, as far as possible today."""

from agenda.releases.domain.read_model import Content, sessions_by_id
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.people.models import Person

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
