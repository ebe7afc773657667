"""The demo's agenda: made through the verbs, and only where it is missing, so that edits are never overwritten."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from agenda.demo.people import PEOPLE
from agenda.demo.programme import GROUPS, ROOMS, SESSIONS
from agenda.demo.run_of_show import ANNOTATIONS, CUES, INTERPRETERS, LANGUAGES, SCREENS, TURNS
from agenda.interpretation.domain import ShiftRow, plan_interpretation
from agenda.releases.domain.publishing import publish_agenda
from agenda.releases.models.release import AgendaRelease
from agenda.rooms.domain.people import set_group_roles
from agenda.rooms.domain.venues import create_group, create_room
from agenda.rooms.models.room import Room
from agenda.rooms.models.working_group import WorkingGroup
from agenda.run_of_show.domain.annotations import Annotation, annotate_items
from agenda.run_of_show.domain.cues import CueRow, save_cues
from agenda.screens.domain.screens import create_screen
from agenda.screens.models import VenueScreen
from agenda.sessions.domain.sessions import ItemRow, RoleRow, create_session
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.domain import PersonMatcher, add_person
from confman.people.models import Person


def load(conference: Conference, *, by: User) -> None:
    """Load this floor's part; what exists is left as it is. Published where nothing has been yet."""
    with transaction.atomic():
        _Demo(conference, by).load()
        if AgendaRelease.objects.latest_of(conference) is None:
            publish_agenda(conference, by=by, label="provisional")


class _Demo:
    """The making of it, with what its steps hand to each other."""

    def __init__(self, conference: Conference, by: User) -> None:
        self.conference, self.by = conference, by
        self.people: dict[str, Person] = {}

    def load(self) -> None:
        guids = {
            fields["key"]: str(uuid5(NAMESPACE_URL, f"confman:demo:{fields['key']}")) for fields in SESSIONS
        }
        present = set(Session.objects.of(self.conference).values_list("guid", flat=True))
        missing = [fields for fields in SESSIONS if guids[fields["key"]] not in present]
        if not missing or (present and len(missing) < len(SESSIONS)):
            # Someone works with it: what they took away stays away.
            return
        self._people()
        rooms, groups = self._rooms(), self._groups()
        themes = list(self.conference.themes.all())
        for fields in missing:
            start, end = self._hours(fields)
            theme = fields.get("theme")
            pause = fields["kind"] in ("break", "meal")
            session = create_session(
                self.conference,
                by=self.by,
                guid=guids[fields["key"]],
                kind=fields["kind"],
                title=fields["title"],
                start=start,
                end=end,
                room=rooms.get(fields.get("room")),
                working_group=groups.get(fields.get("group")),
                theme=themes[theme] if theme is not None and theme < len(themes) else None,
                floor_languages=[] if pause else list(self.conference.languages),
                listening_languages=[] if pause else list(self.conference.languages),
                items=[
                    ItemRow(title, kind, minutes) for title, kind, minutes, _roles in fields.get("items", ())
                ],
                roles=list(self._roles(fields)),
            )
            self._show(session, fields)
        self._screens(rooms)

    def _screens(self, rooms: dict[Any, Room]) -> None:
        """A screen of each kind, in the foyer, at the doors and on the podium."""
        shown: dict[str, VenueScreen] = {}
        for fields in SCREENS:
            more = {name: value for name, value in fields.items() if name not in ("key", "room", "shows")}
            welcome = fields["kind"] == VenueScreen.Kind.WELCOME
            shown[fields["key"]] = create_screen(
                self.conference,
                by=self.by,
                room=rooms.get(fields.get("room")),
                partners=list(self.conference.partners.all()) if welcome else (),
                shows=[shown[key] for key in fields.get("shows", ())],
                languages=list(self.conference.languages),
                **more,
            )

    def _show(self, session: Session, fields: dict[str, Any]) -> None:
        """What is annotated to its items, who interprets, and what happens minute by minute."""
        key, items = fields["key"], list(session.items.all())
        annotate_items(
            session,
            {items[place - 1]: Annotation(*texts) for place, texts in ANNOTATIONS.get(key, {}).items()},
            by=self.by,
            revision=None,
        )
        if turns := TURNS.get(key):
            rows = [
                ShiftRow(source, target, booth=booth, interpreter=self.people[person])
                for booth, source, target, person in turns
            ]
            languages = LANGUAGES.get(key)
            plan_interpretation(
                session,
                rows,
                by=self.by,
                revision=None,
                floor_languages=languages,
                listening_languages=languages,
            )
        if cues := CUES.get(key):
            save_cues(session, [self._cue(cue, fields, items) for cue in cues], by=self.by, revision=None)

    def _cue(self, cue: dict[str, Any], fields: dict[str, Any], items: list[Item]) -> CueRow:
        words = {name: value for name, value in cue.items() if name not in ("fixed", "item")}
        fixed = self._moment(fields["day"], cue["fixed"]) if "fixed" in cue else None
        return CueRow(**words, fixed_at=fixed, item=items[cue["item"] - 1] if "item" in cue else None)

    def _people(self) -> None:
        matcher = PersonMatcher.for_conference(self.conference)
        for key, fields in (PEOPLE | INTERPRETERS).items():
            person = matcher.find(fields["name"], organization=fields.get("organization", ""))
            self.people[key] = person or add_person(self.conference, by=self.by, **fields)

    def _rooms(self) -> dict[Any, Room]:
        return {key: create_room(self.conference, by=self.by, **fields) for key, fields in ROOMS.items()}

    def _groups(self) -> dict[Any, WorkingGroup]:
        groups = {}
        for code, fields in GROUPS.items():
            group = WorkingGroup.objects.of(self.conference).filter(code=code).first()
            if group is None:
                group = create_group(
                    self.conference, by=self.by, code=code, name=fields["name"], mandate=fields["mandate"]
                )
                roles = [(self.people[key], role) for key, role in fields["roles"]]
                set_group_roles(group, roles, by=self.by)
            groups[code] = group
        return groups

    def _hours(self, fields: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
        start, end = (self._moment(fields["day"], hour) for hour in fields["hours"])
        return start, end

    def _moment(self, day: int, hour: str) -> dt.datetime:
        date = self.conference.starts_on + dt.timedelta(days=day)
        return dt.datetime.combine(date, dt.time.fromisoformat(hour), tzinfo=self.conference.zone)

    def _roles(self, fields: dict[str, Any]) -> Any:
        """Roles of the session, then of its items; those of the demo are confirmed (§3 of the design)."""
        confirmed = SessionRole.Status.CONFIRMED
        for key, role in fields.get("roles", ()):
            yield RoleRow(self.people[key], role, confirmed)
        for number, (_title, _kind, _minutes, roles) in enumerate(fields.get("items", ()), start=1):
            for key, role in roles:
                yield RoleRow(self.people[key], role, confirmed, item=number)
