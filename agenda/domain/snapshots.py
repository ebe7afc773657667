"""How a session stands, as plain JSON, and putting it back so: what a step of editing remembers.

A snapshot is a dict of parts, each compared and put back as a whole: one for every field of the session, `when` (start,
end, day and room, which only make sense together), `items` (items and roles), `booth_shifts` and `cues`. What has
a life of its own (revisions, counters, the numbers of items) is in none of them.

What goes when a session or an item is deleted is kept whole, of whatever floor it is: see `Lost`.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from django.db.models.deletion import Collector

from agenda.models import BoothShift, Cue, Item, Material, Room, Session, SessionRole, WorkingGroup
from confman.conferences.models import Theme
from confman.people.models import Person

Parts = dict[str, Any]
# {"objects": rows as Django's serializer makes them, "pointers": what pointed at them and no longer does}
Lost = dict[str, list[Any]]

WHEN = ("start", "end", "day", "room_id")
_OF_ITS_OWN = {"id", "conference_id", "guid", "taken", "revision", "search_text", "created_at"}
_FIELDS = [f.attname for f in Session._meta.concrete_fields if f.attname not in _OF_ITS_OWN | set(WHEN)]
# What hangs on a session and is part of its snapshot.
_OWN = (Session, Item, SessionRole, BoothShift, Cue)


def plain(value: Any) -> Any:
    """A value of a field as JSON keeps it, alike before and after it was stored."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return dict(value) if isinstance(value, dict) else value


def when_of(session: Session) -> Parts:
    """The part that a move changes."""
    return {"when": {name: plain(getattr(session, name)) for name in WHEN}}


def snapshots(keys: Iterable[Any], *, locked: bool = False) -> dict[str, Parts]:
    """Session id -> its parts, in five queries; without those that do not exist. `locked`: for writing them."""
    wanted = list(keys)
    sessions = Session.objects.filter(pk__in=wanted).order_by("pk")
    found = list(sessions.select_for_update() if locked else sessions)
    hanging: dict[type[models.Model], dict[Any, list[Parts]]] = {}
    for model in (Item, SessionRole, BoothShift, Cue):
        rows: dict[Any, list[Parts]] = defaultdict(list)
        for each in model._base_manager.filter(session__in=wanted).order_by("position", "id"):
            rows[each.session_id].append(_row(each))
        hanging[model] = rows
    return {
        str(session.pk): {
            **{name: plain(getattr(session, name)) for name in _FIELDS},
            **when_of(session),
            "items": {"items": hanging[Item][session.pk], "roles": hanging[SessionRole][session.pk]},
            "booth_shifts": hanging[BoothShift][session.pk],
            "cues": hanging[Cue][session.pk],
        }
        for session in found
    }


def same(name: str, part: Any, other: Any) -> bool:
    """Whether a part is as it was; the numbers that publishing gives to items, and revisions, do not count."""
    return bool(_without_own_life(name, part) == _without_own_life(name, other))


def _without_own_life(name: str, part: Any) -> Any:
    if name == "items":
        return [[{**row, "number": None} for row in part["items"]], part["roles"]]
    if name == "cues":
        return [{**row, "revision": None} for row in part]
    return part


def _row(instance: models.Model) -> Parts:
    return {
        field.attname: plain(getattr(instance, field.attname)) for field in instance._meta.concrete_fields
    }


def missing_references(parts: Parts) -> bool:
    """Whether a room, theme, group or person that the parts name is no longer there."""
    roles = parts.get("items", {}).get("roles", [])
    named: list[tuple[type[models.Model], set[Any]]] = [
        (Room, {parts.get("when", {}).get("room_id")}),
        (Theme, {parts.get("theme_id")}),
        (WorkingGroup, {parts.get("working_group_id")}),
        (
            Person,
            {row["person_id"] for row in roles}
            | {row["interpreter_id"] for row in parts.get("booth_shifts", [])},
        ),
    ]
    return any(
        model._base_manager.filter(pk__in=keys - {None}).count() < len(keys - {None})
        for model, keys in named
        if keys - {None}
    )


def put_back(session: Session, parts: Parts) -> Lost:
    """Make the session what the parts say; what they do not name stays. Returns what had to go."""
    lost: Lost = {"objects": [], "pointers": []}
    flat = {**parts.get("when", {}), **{name: parts[name] for name in _FIELDS if name in parts}}
    if flat:
        fields: Any = Session._meta.get_field
        for name, value in flat.items():
            setattr(session, name, fields(name).to_python(value))
        session.save(update_fields=[fields(name).name for name in flat])
    if "items" in parts:
        gone = session.items.exclude(pk__in=[row["id"] for row in parts["items"]["items"]])
        lost = lost_with(gone)
        _put_items_back(session, parts["items"]["items"])
        _put_rows_back(SessionRole, session, parts["items"]["roles"])
        gone.delete()
    for name, model in (("booth_shifts", BoothShift), ("cues", Cue)):
        if name in parts:
            _put_rows_back(model, session, parts[name])
    return lost


def _put_items_back(session: Session, rows: Sequence[Parts]) -> None:
    numbers = dict(session.items.values_list("pk", "number"))
    for row in rows:
        item = _instance(Item, row)
        # The number belongs to the item from the release on that gave it.
        item.number = numbers.get(item.pk) or item.number
        item.save(force_insert=item.pk not in numbers, force_update=item.pk in numbers)


def _put_rows_back(model: type[models.Model], session: Session, rows: Sequence[Parts]) -> None:
    """Rows that nothing points at: those that differ leave, then come back as they were."""
    stored: dict[str, Any] = {str(each.pk): each for each in model._base_manager.filter(session=session)}
    wanted = {row["id"]: row for row in rows}
    leaving = [each.pk for key, each in stored.items() if key not in wanted or _differs(each, wanted[key])]
    model._base_manager.filter(pk__in=leaving).delete()
    coming = []
    for key, row in wanted.items():
        if key in stored and stored[key].pk not in leaving:
            continue
        instance: Any = _instance(model, row)
        if hasattr(instance, "revision") and key in stored:
            instance.revision = stored[key].revision + 1
        coming.append(instance)
    model._base_manager.bulk_create(coming)


def _differs(stored: models.Model, row: Parts) -> bool:
    return {**_row(stored), "revision": None} != {**row, "revision": None}


def _instance(model: type[models.Model], row: Parts) -> Any:
    names = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: names[name].to_python(value) for name, value in row.items() if name in names})


def lost_with(rows: models.QuerySet[Any]) -> Lost:
    """All that deleting the rows deletes, and all that points at it and will point at nothing."""
    collector = Collector(using=rows.db, origin=rows)
    collector.collect(list(rows))
    instances = [each for found in collector.data.values() for each in found]
    instances += [each for queryset in collector.fast_deletes for each in queryset]
    going = {each.pk for each in instances}
    pointers = []
    for (field, value), pointing in collector.field_updates.items():
        if value is not None:
            continue
        for part in pointing:
            for each in [part] if isinstance(part, models.Model) else part:
                if each.pk not in going:
                    pointers.append(
                        [each._meta.label_lower, str(each.pk), field.name, str(getattr(each, field.attname))]
                    )
    objects = json.loads(json.dumps(serializers.serialize("python", instances), default=plain))
    return {"objects": objects, "pointers": pointers}


def others_in(lost: Lost, made_with: Collection[str] = ()) -> bool:
    """Whether more went than a session with what is its own: files, records, marks of readers. Not so the rows of
    these ids, which came with it."""
    own = {model._meta.label_lower for model in _OWN}
    return bool(lost["pointers"]) or any(
        row["model"] not in own and str(row["pk"]) not in made_with for row in lost["objects"]
    )


def bring_back(lost: Lost, *, whole: bool) -> None:
    """Put back what was lost. `whole`: with the session itself; else what hung on its items, which are back."""
    own = {model._meta.label_lower for model in _OWN}
    rows = [row for row in lost["objects"] if whole or row["model"] not in own]
    for each in serializers.deserialize("python", rows):
        if type(each.object)._base_manager.filter(pk=each.object.pk).exists():
            continue
        if isinstance(each.object, Session):
            each.object.revision += 1
        each.save(force_insert=True)
    for label, key, name, target in lost["pointers"]:
        model = apps.get_model(label)
        model._base_manager.filter(pk=key, **{f"{name}__isnull": True}).update(**{f"{name}_id": target})


def files_in(lost: Lost) -> list[str]:
    """Names of the files of materials that were lost."""
    label = Material._meta.label_lower
    names = (row["fields"].get("file") for row in lost["objects"] if row["model"] == label)
    return [name for name in names if name]
