"""Creates the demo's agenda by the usual verbs, only where it is missing, so that edits are never overwritten."""

import datetime as dt
from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from agenda.interpretation.domain import ShiftRow, plan_interpretation
from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import create_group, create_room, set_group_roles
from agenda.rooms.models import Room, WorkingGroup
from agenda.run_of_show.domain.cues import Annotation, CueRow, annotate_items, save_cues
from agenda.screens.domain.screens import create_screen
from agenda.screens.models import VenueScreen
from agenda.sessions.domain.sessions import ItemRow, RoleRow, create_session
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.models import User
from confman.conferences.demo_rows import DemoArguments, DemoRow, DemoText, read_rows
from confman.conferences.models import Conference
from confman.people.domain.matcher import PersonMatcher
from confman.people.domain.people import add_person
from confman.people.models import Person


class DemoPeople(DemoRow):
    people: dict[str, DemoArguments]


PEOPLE = read_rows(DemoPeople, __file__, "people").people


# Key of a person → what they are.
DemoRoles = dict[str, str]


class DemoGroup(DemoRow):
    name: DemoText
    mandate: DemoText
    roles: DemoRoles


class DemoItem(DemoRow):
    title: DemoText
    kind: str
    minutes: int
    roles: DemoRoles = {}


class DemoSession(DemoRow):
    key: str
    day: int
    hours: tuple[dt.time, dt.time]
    kind: str
    title: DemoText = {}
    room: str = ""
    group: str = ""
    theme: int | None = None
    roles: DemoRoles = {}
    items: list[DemoItem] = []


class DemoProgramme(DemoRow):
    rooms: dict[str, DemoArguments]
    groups: dict[str, DemoGroup]
    sessions: list[DemoSession]


PROGRAMME = read_rows(DemoProgramme, __file__, "programme")


class DemoScreen(DemoRow):
    key: str
    name: str
    kind: str
    room: str = ""
    message: DemoText = {}
    arrangement: str = ""
    shows: list[str] = []


class DemoAnnotation(DemoRow):
    session: str
    item: int
    background: DemoText
    expected_action: DemoText


class DemoTurn(DemoRow):
    booth: str
    source: str
    target: str
    interpreter: str


class DemoInterpretation(DemoRow):
    sessions: list[str]
    languages: list[str] | None = None
    turns: list[DemoTurn]


class DemoCue(DemoRow):
    session: str
    cue: str
    minutes: int
    fixed_at: dt.time | None = None
    item: int | None = None
    who: str = ""
    from_where: str = ""
    microphone: str = ""
    screen: str = ""
    languages: str = ""
    responsible: str = ""
    fallback: str = ""


class DemoRunOfShow(DemoRow):
    screens: list[DemoScreen]
    annotations: list[DemoAnnotation]
    interpretation: list[DemoInterpretation]
    cues: list[DemoCue]


RUN_OF_SHOW = read_rows(DemoRunOfShow, __file__, "run_of_show")


@transaction.atomic
def load(conference: Conference, *, by: User) -> None:
    """Load this floor's part of the demo; what exists is left as it is. Publish if nothing has been published."""
    _AgendaDemo(conference, by).load()
    if AgendaRelease.objects.latest_of(conference) is None:
        publish_agenda(conference, by=by, label="provisional")


class _AgendaDemo:
    """Creates the demo's agenda; holds what its steps share."""

    def __init__(self, conference: Conference, by: User) -> None:
        self.conference, self.by = conference, by
        self.people: dict[str, Person] = {}

    def load(self) -> None:
        guids = {row.key: str(uuid5(NAMESPACE_URL, f"confman:demo:{row.key}")) for row in PROGRAMME.sessions}
        present = set(Session.objects.of(self.conference).values_list("guid", flat=True))
        missing = [row for row in PROGRAMME.sessions if guids[row.key] not in present]
        if not missing or (present and len(missing) < len(PROGRAMME.sessions)):
            # Someone works with it: what they deleted is not created again.
            return
        self._people()
        rooms, groups = self._rooms(), self._groups()
        themes = list(self.conference.themes.all())
        for row in missing:
            start, end = (self._moment(row.day, hour) for hour in row.hours)
            group = groups.get(row.group)
            languages = [] if row.kind in ("break", "meal") else list(self.conference.languages)
            session = create_session(
                self.conference,
                by=self.by,
                guid=guids[row.key],
                kind=row.kind,
                title=row.title or PROGRAMME.groups[row.group].name,
                start=start,
                end=end,
                room=rooms.get(row.room),
                working_group=group,
                theme=themes[row.theme] if row.theme is not None and row.theme < len(themes) else None,
                floor_languages=languages,
                listening_languages=languages,
                items=[ItemRow(item.title, item.kind, item.minutes) for item in row.items],
                roles=list(self._roles(row)),
            )
            self._add_details(session, row)
        self._screens(rooms)

    def _screens(self, rooms: dict[str, Room]) -> None:
        """Create a screen of each kind, in the foyer, at the doors and on the podium."""
        screens: dict[str, VenueScreen] = {}
        for row in RUN_OF_SHOW.screens:
            welcome = row.kind == VenueScreen.Kind.WELCOME
            screens[row.key] = create_screen(
                self.conference,
                by=self.by,
                room=rooms.get(row.room),
                partners=list(self.conference.partners.all()) if welcome else (),
                shows=[screens[key] for key in row.shows],
                languages=list(self.conference.languages),
                **row.given(without=("key", "room", "shows")),
            )

    def _add_details(self, session: Session, row: DemoSession) -> None:
        """Add annotations to the session's items, interpreters, and the run of show."""
        items = list(session.items.all())
        annotations = {
            items[annotation.item - 1]: Annotation(annotation.background, annotation.expected_action)
            for annotation in RUN_OF_SHOW.annotations
            if annotation.session == row.key
        }
        annotate_items(session, annotations, by=self.by, revision=None)
        for plan in RUN_OF_SHOW.interpretation:
            if row.key in plan.sessions:
                shifts = [
                    ShiftRow(
                        turn.source, turn.target, booth=turn.booth, interpreter=self.people[turn.interpreter]
                    )
                    for turn in plan.turns
                ]
                plan_interpretation(
                    session,
                    shifts,
                    by=self.by,
                    revision=None,
                    floor_languages=plan.languages,
                    listening_languages=plan.languages,
                )
        cues = [self._cue(cue, row, items) for cue in RUN_OF_SHOW.cues if cue.session == row.key]
        if cues:
            save_cues(session, cues, by=self.by, revision=None)

    def _cue(self, cue: DemoCue, row: DemoSession, items: list[Item]) -> CueRow:
        return CueRow(
            **cue.given(without=("session", "fixed_at", "item")),
            fixed_at=self._moment(row.day, cue.fixed_at) if cue.fixed_at else None,
            item=items[cue.item - 1] if cue.item else None,
        )

    def _people(self) -> None:
        matcher = PersonMatcher.for_conference(self.conference)
        for key, row in PEOPLE.items():
            person = matcher.find(row["name"], organization=row.get("organization", ""))
            self.people[key] = person or add_person(self.conference, by=self.by, **row)

    def _rooms(self) -> dict[str, Room]:
        return {key: create_room(self.conference, by=self.by, **row) for key, row in PROGRAMME.rooms.items()}

    def _groups(self) -> dict[str, WorkingGroup]:
        groups = {}
        for code, row in PROGRAMME.groups.items():
            group = WorkingGroup.objects.of(self.conference).filter(code=code).first()
            if group is None:
                group = create_group(
                    self.conference, by=self.by, code=code, name=row.name, mandate=row.mandate
                )
                roles = [(self.people[key], role) for key, role in row.roles.items()]
                set_group_roles(group, roles, by=self.by)
            groups[code] = group
        return groups

    def _moment(self, day: int, hour: dt.time) -> dt.datetime:
        date = self.conference.starts_on + dt.timedelta(days=day)
        return dt.datetime.combine(date, hour, tzinfo=self.conference.zone)

    def _roles(self, row: DemoSession) -> Iterator[RoleRow]:
        """Yield the roles of the session, then of its items; those of the demo are confirmed."""
        of_items = ((number, item.roles) for number, item in enumerate(row.items, start=1))
        for position, roles in ((0, row.roles), *of_items):
            for key, role in roles.items():
                yield RoleRow(self.people[key], role, SessionRole.Status.CONFIRMED, item=position)
