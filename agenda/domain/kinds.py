"""What steps of editing can be about, and the order in which it comes and goes.

A new field of one of these models is part of its snapshot by itself; a new model is one entry here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from django.db import models

from agenda.domain.concerned import remember_followers
from agenda.domain.lost import Lost, lost_with
from agenda.domain.plain import plain_row, row_as_instance
from agenda.domain.snapshots import Kind, Parts, Rows
from agenda.models import (
    AgendaSettings,
    Availability,
    BoothShift,
    Cue,
    GroupRole,
    Item,
    Material,
    Room,
    Session,
    SessionRole,
    WorkingGroup,
)
from confman.conferences.models import Conference, Theme
from confman.people.models import Person

_ITEMS, _ROLES = Rows(Item, "session"), Rows(SessionRole, "session")


class _SessionKind(Kind):
    """Items and roles are one part, for roles may be of items; numbers that publishing gives to items do not count."""

    def __init__(self) -> None:
        super().__init__(
            Session,
            its_own={"guid", "search_text", "created_at"},
            together={"when": ("start", "end", "day", "room_id")},
            rows={"booth_shifts": Rows(BoothShift, "session"), "cues": Rows(Cue, "session")},
        )
        self.own_rows = (_ITEMS, _ROLES, *self.own_rows)

    def hanging(self, keys: Collection[Any]) -> dict[str, Any]:
        items, roles = _ITEMS.of(keys), _ROLES.of(keys)
        both = {key: {"items": items[key], "roles": roles[key]} for key in keys}
        return {"items": both, **super().hanging(keys)}

    def same(self, part: str, one: Any, other: Any) -> bool:
        return bool(_without_own_life(part, one) == _without_own_life(part, other))

    def rows_in(self, parts: Parts) -> list[tuple[Any, Parts]]:
        roles = parts.get("items", {}).get("roles", ())
        return [*super().rows_in(parts), *((SessionRole, row) for row in roles)]

    def title(self, instance: Any) -> dict[str, str]:
        return dict(instance.title)

    def put_back(self, instance: Any, parts: Parts) -> Lost:
        lost = super().put_back(
            instance, {name: part for name, part in parts.items() if name not in ("items", "cues")}
        )
        if "items" in parts:
            gone = instance.items.exclude(pk__in=[row["id"] for row in parts["items"]["items"]])
            lost = lost_with(gone)
            _put_items_back(instance, parts["items"]["items"])
            _ROLES.put_back(instance, parts["items"]["roles"])
            gone.delete()
        if "cues" in parts:
            # After the items, which cues point at.
            self.rows["cues"].put_back(instance, parts["cues"])
        return lost

    def about_to_go(self, conference: Conference, keys: Collection[Any]) -> None:
        remember_followers(conference, Session.objects.filter(pk__in=keys))


def _without_own_life(name: str, part: Any) -> Any:
    if name == "items":
        return [[{**row, "number": None} for row in part["items"]], part["roles"]]
    if name == "cues":
        return [{**row, "revision": None} for row in part]
    return part


def _put_items_back(session: Session, rows: Collection[Parts]) -> None:
    numbers = dict(session.items.values_list("pk", "number"))
    for row in rows:
        item = row_as_instance(Item, row)
        # The number belongs to the item from the release on that gave it.
        item.number = numbers.get(item.pk) or item.number
        item.save(force_insert=item.pk not in numbers, force_update=item.pk in numbers)


class _GroupKind(Kind):
    def title(self, instance: Any) -> dict[str, str]:
        return {language: f"{instance.code} {name}" for language, name in instance.name.items()}


class _PersonKind(Kind):
    """A person's record is not the agenda's: of it a snapshot has a fingerprint alone, which tells that it changed.
    What is put back are the hours in which they are there."""

    def __init__(self) -> None:
        super().__init__(Person, rows={"hours": Rows(Availability, "person", ("start", "id"))})
        self.fields = []

    def flat_parts(self, instance: Any) -> Parts:
        derived = {"search_text", "sort_key", "folded_name", "created_at"}
        row = {name: value for name, value in plain_row(instance).items() if name not in derived}
        words = json.dumps(row, default=str, sort_keys=True)
        return {"record": sha256(words.encode()).hexdigest()[:32]}


class _MaterialKind(Kind):
    """A file or a link of a session; whoever edits the session hears that it changed."""

    def title(self, instance: Any) -> dict[str, str]:
        return dict(instance.title) or {"": str(instance)}

    def raise_revision(self, key: Any) -> None:
        Session.objects.filter(materials=key).update(revision=models.F("revision") + 1)

    def about_to_go(self, conference: Conference, keys: Collection[Any]) -> None:
        Session.objects.filter(materials__in=keys).update(revision=models.F("revision") + 1)


SESSIONS = _SessionKind()
MATERIALS = _MaterialKind(Material)
SETTINGS = Kind(AgendaSettings, its_own={"next_item_number"})
THEMES = Kind(Theme)
PEOPLE = _PersonKind()
ROOMS = Kind(Room, rows={"hours": Rows(Availability, "room", ("start", "id"))})
GROUPS = _GroupKind(WorkingGroup, rows={"roles": Rows(GroupRole, "group")})

# In the order in which they come: each points only at those before it.
FOUNDATIONS: tuple[Kind, ...] = (SETTINGS, THEMES, PEOPLE, ROOMS, GROUPS)
PROGRAMME: tuple[Kind, ...] = (SESSIONS, MATERIALS)
KINDS = {kind.label: kind for kind in (*FOUNDATIONS, *PROGRAMME)}
_BY_MODEL = {kind.model: kind for kind in KINDS.values()}


def kind_of(instance: models.Model) -> Kind:
    """The kind of an object. Raises KeyError where no step can be about it."""
    return _BY_MODEL[type(instance)]


def when_of(session: Session) -> Parts:
    """The part of a session that a move changes."""
    return {"when": SESSIONS.part_of(session, "when")}
