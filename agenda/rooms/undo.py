"""Keeps rooms, working groups and the hours of people for undo and redo."""

import json
from hashlib import sha256
from typing import Any

from agenda.history.domain.json_values import plain_row
from agenda.history.domain.snapshots import Kind, Parts, Rows
from agenda.rooms.models import Availability, GroupRole, Room, WorkingGroup
from confman.people.models import Person


class _PersonKind(Kind):
    """A person's record does not belong to the agenda: a snapshot has only a fingerprint of it, to detect changes.

    What is restored are the hours in which they are available.
    """

    def __init__(self) -> None:
        super().__init__(Person, rows={"hours": Rows(Availability, "person", ("start", "id"))})
        self.fields = []

    def flat_parts(self, instance: Any) -> Parts:
        derived = {"search_text", "sort_key", "folded_name", "created_at"}
        row = {name: value for name, value in plain_row(instance).items() if name not in derived}
        text = json.dumps(row, default=str, sort_keys=True)
        return {"record": sha256(text.encode()).hexdigest()[:32]}


class _GroupKind(Kind):
    def title(self, instance: Any) -> dict[str, str]:
        return {language: f"{instance.code} {name}" for language, name in instance.name.items()}


PEOPLE = _PersonKind()
ROOMS = Kind(Room, rows={"hours": Rows(Availability, "room", ("start", "id"))})
GROUPS = _GroupKind(WorkingGroup, rows={"roles": Rows(GroupRole, "group")})
