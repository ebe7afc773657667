"""Adds a pasted programme to the working agenda, after someone has checked what was understood of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from agenda.history.domain.undo import editing_step
from agenda.pasting.domain.model import PastedItem, PastedPerson, PastedRole
from agenda.rooms.domain import add_person_along, create_room, match_person
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.domain.frame import replace_frame
from agenda.sessions.domain.sessions import ItemRow, RoleRow, create_session
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person, fold_name
from confman.web.errors import Refused
from confman.web.search import fold

PASTED = "agenda.programme_pasted"


@dataclass(frozen=True)
class ProgrammeRow:
    """A session as it was corrected and accepted."""

    title: str
    kind: str
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    room: str = ""
    group: WorkingGroup | None = None
    roles: Sequence[PastedRole] = field(default_factory=tuple)
    items: Sequence[PastedItem] = field(default_factory=tuple)
    description: str = ""


class RowRefused(Refused):
    """A row cannot be accepted; `row` is its place, from 0, `fields` the messages by field where it is known."""

    def __init__(self, row: int, error: Refused | ValidationError) -> None:
        super().__init__(" ".join(map(str, error.messages)))
        self.row = row


class KnownPeople:
    """The conference's people, read once; new ones are remembered, so that a name makes one person."""

    def __init__(self, conference: Conference, language: str) -> None:
        self.conference, self.language = conference, language
        self.people = list(Person.objects.of(conference).known())
        self.by_name: dict[str, list[Person]] = {}
        for person in self.people:
            self._index_person(person)

    def _index_person(self, person: Person) -> None:
        for name in {fold_name(name) for name in person.name.values()}:
            self.by_name.setdefault(name, []).append(person)

    def match(self, pasted: PastedPerson) -> Person | None:
        """Return the person meant; None for someone new. Raises Refused if several are possible."""
        return match_person(self.by_name.get(fold_name(pasted.name), ()), pasted.name, pasted.organization)

    def get(self, pasted: PastedPerson, *, by: User) -> Person:
        person = self.match(pasted)
        if person is None:
            details: dict[str, Any] = {
                name: {self.language: text}
                for name in ("title", "job_title", "organization")
                if (text := getattr(pasted, name))
            }
            person = add_person_along(self.conference, by=by, name={self.language: pasted.name}, **details)
            self._index_person(person)
        return person


def room_by_name(rooms: Iterable[Room], name: str) -> Room | None:
    """Return the room with that name in any language."""
    folded = fold(name)
    return next((room for room in rooms if folded in map(fold, room.name.values())), None)


def accept_programme(
    conference: Conference,
    rows: Sequence[ProgrammeRow],
    *,
    by: User,
    language: str,
    status: str = SessionRole.Status.PROPOSED,
    replaces_frame: bool = False,
) -> list[Session]:
    """Create all these sessions in one step that can be undone as a whole; unknown persons and rooms are created.

    Texts are in `language`, roles have `status`. With `replaces_frame`, what is left of the frame of a new conference
    goes. Raises RowRefused, and then nothing is created.
    """
    sessions = []
    with editing_step(conference, by=by, action=PASTED, all_along=True):
        if replaces_frame:
            replace_frame(conference, by=by)
        people = KnownPeople(conference, language)
        rooms = list(Room.objects.of(conference))
        for index, row in enumerate(rows):
            try:
                room = room_by_name(rooms, row.room) if row.room else None
                if row.room and room is None:
                    room = create_room(conference, by=by, along=True, name={language: row.room})
                    rooms.append(room)
                sessions.append(_create(conference, row, room, people, by, language, status))
            except (Refused, ValidationError) as error:
                raise RowRefused(index, error) from error
    return sessions


def _create(
    conference: Conference,
    row: ProgrammeRow,
    room: Room | None,
    people: KnownPeople,
    by: User,
    language: str,
    status: str,
) -> Session:
    numbered_roles = [(role, 0) for role in row.roles]
    numbered_roles += [
        (role, number) for number, item in enumerate(row.items, start=1) for role in item.roles
    ]
    roles: dict[tuple[Any, ...], RoleRow] = {}
    for role, item in numbered_roles:
        person = people.get(role.person, by=by)
        # A person named twice in one role has it once.
        roles.setdefault((person.pk, item, role.role), RoleRow(person, role.role, status, item))
    return create_session(
        conference,
        by=by,
        title={language: row.title},
        kind=row.kind,
        start=row.start,
        end=row.end,
        room=room,
        working_group=row.group,
        description={language: row.description} if row.description else {},
        items=[ItemRow({language: item.title}, item.kind, item.minutes) for item in row.items],
        roles=list(roles.values()),
    )
