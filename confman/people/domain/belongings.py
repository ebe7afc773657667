"""The rows that belong to a person alone: every row that deleting the person would delete."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from confman.people.models import Person


def keys_of_belongings(person: Person) -> set[UUID]:
    """Return the keys of the person, of records merged into theirs, and of their rows on all floors."""
    keys = {person.pk, *person.merge_records.values_list("merged_id", flat=True)}
    _gather(Person, [person.pk], keys)
    return keys


def _gather(model: type[models.Model], keys: Iterable[Any], gathered: set[UUID]) -> None:
    for relation in model._meta.related_objects:
        if relation.on_delete is models.CASCADE and isinstance(
            relation.related_model._meta.pk, models.UUIDField
        ):
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
            below = list(rows.values_list("pk", flat=True))
            if new := set(below) - gathered:
                gathered |= new
                _gather(relation.related_model, below, gathered)
