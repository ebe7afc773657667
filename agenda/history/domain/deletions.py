"""Keeps everything that goes when an object is deleted, on whatever floor, and brings it back."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from django.db.models.deletion import Collector

from agenda.core.domain.groups import grouped
from agenda.history.domain.json_values import plain
from confman.conferences.hook_registries import Event, run_hooks

# {"objects": rows as Django's serializer makes them, "pointers": what pointed to them and no longer does}
DeletedRows = dict[str, list[Any]]
Key = tuple[type[models.Model], str]


def no_deleted_rows() -> DeletedRows:
    return {"objects": [], "pointers": []}


def serialized(instances: Iterable[models.Model]) -> list[Any]:
    """Return rows as Django's serializer makes them, as plain JSON."""
    return json.loads(json.dumps(serializers.serialize("python", instances), default=plain))


def lost_with(rows: models.QuerySet[Any]) -> DeletedRows:
    """Return all that deleting the rows deletes, and all pointers to it that become null."""
    collector = Collector(using=rows.db, origin=rows)
    collector.collect(list(rows))
    # The collector has read little more than keys: every other field would be a query of its own.
    instances = [
        item
        for model, objects in collector.data.items()
        for item in model._base_manager.using(rows.db).filter(pk__in=[row.pk for row in objects])
    ]
    instances += [item for queryset in collector.fast_deletes for item in queryset]
    deleted_keys = {item.pk for item in instances}
    pointers = [
        [item._meta.label_lower, str(item.pk), field.name, str(getattr(item, field.attname))]
        for field, item in _set_to_null(collector)
        if item.pk not in deleted_keys
    ]
    return {"objects": serialized(instances), "pointers": pointers}


def _set_to_null(collector: Collector) -> Iterator[tuple[Any, models.Model]]:
    """Yield each field that a deletion clears, with the row that has it."""
    updates: dict[Any, list[Any]] = collector.field_updates
    for (field, value), batches in updates.items():
        if value is None:
            for rows in batches:
                for item in rows.defer(None) if isinstance(rows, models.QuerySet) else rows:
                    yield field, item


def others_in(lost: DeletedRows, models_of_owner: Collection[type[models.Model]]) -> bool:
    """Tell whether more was deleted than an object and its own rows: files, records, readers' marks."""
    labels = {model._meta.label_lower for model in models_of_owner}
    return bool(lost["pointers"]) or any(row["model"] not in labels for row in lost["objects"])


def pointed_at(
    model: type[models.Model], keys: Collection[str], but_by: Collection[type[models.Model]]
) -> set[str]:
    """Return the keys to which rows point, ignoring rows of the models `but_by`. One query for each kind of pointer."""
    targets: set[str] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in but_by:
            continue
        field: Any = relation.field
        pointing = field.model._base_manager.filter(**{f"{field.name}__in": keys}).order_by()
        targets |= {str(key) for key in pointing.values_list(field.attname, flat=True).distinct()}
    return targets


def raise_revisions(pointers: Iterable[Sequence[str]]) -> None:
    """Raise the revision of rows whose pointer is cleared or restored, so that those editing them are told."""
    for label, keys in grouped((label, key) for label, key, *_rest in pointers).items():
        model = apps.get_model(label)
        if any(field.name == "revision" for field in model._meta.concrete_fields):
            model._base_manager.filter(pk__in=keys).update(revision=models.F("revision") + 1)


def restore_deleted(lost: DeletedRows, *, without: Collection[type[models.Model]] = ()) -> list[models.Model]:
    """Restore what was lost, except for rows of the models `without`, and the pointers to it that are still null.

    Returns the rows that point elsewhere by now, which are left alone.
    """
    left_out = {model._meta.label_lower for model in without}
    rows = [row for row in lost["objects"] if row["model"] not in left_out]
    # A row may be among the lost twice: deleted with its item, and with its session.
    object_by_key = {
        _key(deserialized.object): deserialized for deserialized in serializers.deserialize("python", rows)
    }
    for key in existing(object_by_key):
        del object_by_key[key]
    _as_if_deleted_since(object_by_key)
    restored: dict[type[models.Model], list[str]] = defaultdict(list)
    for deserialized in object_by_key.values():
        instance: Any = deserialized.object
        names = {field.name for field in instance._meta.concrete_fields}
        if "revision" in names:
            instance.revision += 1
        if "taken" in names:
            instance.taken = 0
        deserialized.save(force_insert=True)
        restored[type(instance)].append(str(instance.pk))
    elsewhere, pointers = _restore_pointers(lost["pointers"])
    raise_revisions(pointers)
    for model, keys in restored.items():
        run_hooks(Event.ROWS_RETURNED, model, keys)
    return elsewhere


def _key(instance: models.Model) -> Key:
    return type(instance), str(instance.pk)


def existing(keys: Iterable[Key]) -> set[Key]:
    """Return the keys whose rows are stored; a query for each model."""
    return {
        (model, str(key))
        for model, primary_keys in grouped(keys).items()
        for key in model._base_manager.filter(pk__in=primary_keys).values_list("pk", flat=True)
    }


def _as_if_deleted_since(objects: dict[Key, Any]) -> None:
    """Apply to each row the effect of deleting what it refers to, where that was deleted meanwhile.

    A mark of a reader who is gone stays gone, too; who handed a file in is set to null.
    """
    references_of = {
        deserialized: [
            (field, (field.related_model, str(getattr(deserialized.object, field.attname))))
            for field in deserialized.object._meta.concrete_fields
            if field.is_relation and getattr(deserialized.object, field.attname) is not None
        ]
        for deserialized in objects.values()
    }
    stored = existing({target for references in references_of.values() for _field, target in references})
    settled = False
    while not settled:
        settled = True
        for key, deserialized in list(objects.items()):
            for field, target in references_of[deserialized]:
                if target in stored or target in objects:
                    continue
                if field.null and field.remote_field.on_delete is not models.CASCADE:
                    setattr(deserialized.object, field.attname, None)
                elif objects.pop(key, None):
                    settled = False


def _restore_pointers(pointers: Iterable[Sequence[str]]) -> tuple[list[models.Model], list[Sequence[str]]]:
    """Restore pointers; return the rows that point elsewhere by now, and the pointers that were restored."""
    elsewhere, restored = [], []
    for pointer in pointers:
        label, key, name, target = pointer
        rows = apps.get_model(label)._base_manager.filter(pk=key)
        if rows.filter(**{f"{name}__isnull": True}).update(**{f"{name}_id": target}):
            restored.append(pointer)
        elif other := rows.exclude(**{f"{name}_id": target}).first():
            elsewhere.append(other)
    return elsewhere, restored
