"""The state of an object as plain JSON, and restoring it: what steps of editing remember, of each kind of object."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

from agenda.core.domain.groups import grouped
from agenda.core.models import AgendaSettings
from agenda.history.domain.deletions import DeletedRows, no_deleted_rows
from agenda.history.domain.json_values import plain, plain_row, row_as_instance
from agenda.history.registries import StepKindAddition, step_kind_additions, step_kinds
from confman.conferences.models import Conference, Theme

Parts = dict[str, Any]

# Fields that no step ever writes.
_OF_ITS_OWN = frozenset({"id", "conference_id", "revision", "taken"})


@dataclass(frozen=True)
class Rows:
    """Rows that belong to an object and are one part of it. Nothing points to them. `owner` is their key to it."""

    model: type[models.Model]
    owner: str
    order: tuple[str, ...] = ("position", "id")

    def of(self, keys: Collection[Any]) -> dict[Any, list[Parts]]:
        """Map each owner to its rows, in their order; one query."""
        stored = self.model._base_manager.filter(**{f"{self.owner}__in": keys}).order_by(*self.order)
        return grouped((getattr(row, f"{self.owner}_id"), plain_row(row)) for row in stored)

    def restore_parts(self, owner: models.Model, rows: Sequence[Parts]) -> None:
        """Delete the rows that differ, then create them as they were."""
        rows_of_owner = self.model._base_manager.filter(**{self.owner: owner})
        stored: dict[str, Any] = {str(instance.pk): instance for instance in rows_of_owner}
        row_by_id = {row["id"]: row for row in rows}
        leaving = [
            instance.pk
            for key, instance in stored.items()
            if key not in row_by_id or _differs(instance, row_by_id[key])
        ]
        self.model._base_manager.filter(pk__in=leaving).delete()
        coming = []
        for key, row in row_by_id.items():
            if key in stored and stored[key].pk not in leaving:
                continue
            instance = row_as_instance(self.model, row)
            if hasattr(instance, "revision") and key in stored:
                instance.revision = stored[key].revision + 1
            coming.append(instance)
        self.model._base_manager.bulk_create(coming)


def _differs(stored: models.Model, row: Parts) -> bool:
    return {**plain_row(stored), "revision": None} != {**row, "revision": None}


class Kind:
    """A kind of object that steps of editing are about.

    `foundation`: the programme depends on it, so it is removed last and restored first. `its_own`: fields
    that no snapshot has, besides revision and counters. `together`: part -> fields that are one. `rows`: part
    -> rows that belong to the object. `file_field`: the field that holds a file. Packages above may add to it
    (`StepKindAddition`).
    """

    def __init__(
        self,
        model: type[models.Model],
        *,
        foundation: bool = True,
        its_own: Collection[str] = (),
        together: Mapping[str, tuple[str, ...]] | None = None,
        rows: Mapping[str, Rows] | None = None,
        file_field: str = "",
    ) -> None:
        self.model: Any = model
        self.foundation, self.file_field = foundation, file_field
        # As steps name it.
        self.label = model._meta.label_lower
        self.together = dict(together or {})
        self._rows = dict(rows or {})
        apart = _OF_ITS_OWN | set(its_own) | {name for names in self.together.values() for name in names}
        self.fields = [field.attname for field in model._meta.concrete_fields if field.attname not in apart]
        self.has_revision = any(field.name == "revision" for field in model._meta.concrete_fields)

    @cached_property
    def additions(self) -> list[StepKindAddition]:
        """Return what packages above have added for these objects."""
        return [addition for addition in step_kind_additions if addition.kind == self.label]

    @cached_property
    def rows(self) -> dict[str, Rows]:
        """Map each part to the rows that belong to the object, in the order in which they are put back."""
        added = {part: rows.load() for addition in self.additions for part, rows in addition.rows.items()}
        return {**self._rows, **added}

    @property
    def own_rows(self) -> tuple[Rows, ...]:
        """Return the rows that are removed and restored with the object as a matter of course."""
        return tuple(self.rows.values())

    @property
    def own(self) -> tuple[type[models.Model], ...]:
        """Return the models of the object and of its rows."""
        return (self.model, *(rows.model for rows in self.own_rows))

    # --- Reading ---

    def snapshots(self, keys: Iterable[Any], *, locked: bool = False) -> dict[str, Parts]:
        """Map ids to parts, without ids that do not exist, in a constant number of queries. `locked`: for writing."""
        ids = list(keys)
        # Not ordered by room: PostgreSQL cannot lock the nullable side of an outer join.
        stored = self.model._base_manager.filter(pk__in=ids).order_by("pk")
        instances = list(stored.select_for_update() if locked else stored)
        rows_by_part = self.related_rows([instance.pk for instance in instances])
        return {
            str(instance.pk): {
                **self.flat_parts(instance),
                **{name: rows[instance.pk] for name, rows in rows_by_part.items()},
            }
            for instance in instances
        }

    def flat_parts(self, instance: models.Model) -> Parts:
        """Return the parts that are fields of the object itself."""
        return {
            **{name: plain(getattr(instance, name)) for name in self.fields},
            **{part: self.part_of(instance, part) for part in self.together},
        }

    def parts_of(self, instance: models.Model) -> Parts:
        """Return the parts of an object that is new and has no rows yet, as `snapshots` would, without a query."""
        return {**self.flat_parts(instance), **{name: [] for name in self.rows}}

    def part_of(self, instance: models.Model, part: str) -> Parts:
        """Return the fields that are one part."""
        return {name: plain(getattr(instance, name)) for name in self.together[part]}

    def related_rows(self, keys: Collection[Any]) -> dict[str, Any]:
        """Map part -> owner -> the rows that belong to it."""
        return {name: rows.of(keys) for name, rows in self.rows.items()}

    def same(self, part: str, before: Any, now: Any) -> bool:
        """Tell whether a part is as it was, whatever the revisions of its rows."""
        if part in self.rows:
            before, now = ([{**row, "revision": None} for row in rows] for rows in (before, now))
        return bool(before == now)

    def as_left(self, left: Parts | None, now: Parts | None) -> bool:
        """Tell whether the parts of a step are still as it left them."""
        if left is None or now is None:
            return left is None and now is None
        return all(self.same(name, part, now[name]) for name, part in left.items())

    def title(self, instance: models.Model) -> dict[str, str]:
        """Return what the object is called, by language."""
        return dict(getattr(instance, "name", {}))

    def references(self, parts: Parts) -> set[tuple[Any, str]]:
        """Return what the parts refer to and need, as model and key: a room, theme, group or person."""
        targets = set()
        for model, row in ((self.model, self._flat(parts)), *self.rows_in(parts)):
            for field in model._meta.concrete_fields:
                if (
                    field.is_relation
                    and field.related_model not in self.own
                    and row.get(field.attname) is not None
                ):
                    targets.add((field.related_model, str(row[field.attname])))
        return targets

    def owned(self, keys: Collection[str]) -> list[tuple[str, models.Model]]:
        """Return the rows that belong to these objects, each with the key of its owner; one query for each model."""
        return [
            (str(getattr(instance, f"{rows.owner}_id")), instance)
            for rows in self.own_rows
            for instance in rows.model._base_manager.filter(**{f"{rows.owner}__in": keys}).order_by("pk")
        ]

    def rows_in(self, parts: Parts) -> list[tuple[Any, Parts]]:
        """Return the rows that the parts have, each with its model."""
        return [(rows.model, row) for name, rows in self.rows.items() for row in parts.get(name, ())]

    def _flat(self, parts: Parts) -> Parts:
        flat = {name: parts[name] for name in self.fields if name in parts}
        for part in self.together:
            flat |= parts.get(part, {})
        return flat

    # --- Writing ---

    def restore_parts(self, instance: models.Model, parts: Parts) -> DeletedRows:
        """Make the object what the parts say; what they do not name stays. Returns what had to be deleted."""
        flat = self._flat(parts)
        if flat:
            fields = self.model._meta.get_field
            for name, value in flat.items():
                setattr(instance, name, fields(name).to_python(value))
            instance.save(update_fields=[fields(name).name for name in flat])
        lost = self.restore_own_parts(instance, parts)
        for name, rows in self.rows.items():
            if name in parts:
                rows.restore_parts(instance, parts[name])
        return lost

    def restore_own_parts(self, instance: models.Model, parts: Parts) -> DeletedRows:
        """Restore parts that are neither fields nor rows, in kinds that have such parts."""
        return no_deleted_rows()

    def raise_revision(self, key: object) -> None:
        """Raise the revision, so that those editing the object are told that it changed."""
        if self.has_revision:
            self.model._base_manager.filter(pk=key).update(revision=models.F("revision") + 1)

    def before_delete(self, conference: Conference, keys: Collection[Any]) -> None:
        """Run what other packages do before objects are deleted."""
        for addition in self.additions:
            if addition.before_deletion:
                addition.before_deletion(conference, keys)

    def still_named(self, conference: Conference, *, since: dt.datetime) -> set[str]:
        """Return ids that a release has named since then."""
        return {
            key
            for addition in self.additions
            if addition.still_named
            for key in addition.still_named(conference, since)
        }


SETTINGS = Kind(AgendaSettings, its_own={"next_item_number"})
THEMES = Kind(Theme)


def all_kinds() -> list[Kind]:
    """Return all kinds, each after those that it points to."""
    return [entry.kind.load() for entry in step_kinds]


def kind_called(label: str) -> Kind:
    """Return the kind of a model by its label, as steps name it. Raises KeyError if no step can be about it."""
    return step_kinds.get(label).kind.load()


def kind_of(instance: models.Model) -> Kind:
    """Return the kind of an object. Raises KeyError if no step can be about it."""
    return kind_called(instance._meta.label_lower)


def files_in(lost: DeletedRows) -> list[str]:
    """Return the names of the files of what was lost."""
    fields = {kind.label: kind.file_field for kind in all_kinds() if kind.file_field}
    names = (row["fields"].get(fields[row["model"]]) for row in lost["objects"] if row["model"] in fields)
    return [name for name in names if name]


def files_held(names: Collection[str]) -> Iterator[FieldFile]:
    """Yield the files of these names that a stored object holds, as the values of its field."""
    for kind in all_kinds():
        if kind.file_field:
            for instance in kind.model._base_manager.filter(**{f"{kind.file_field}__in": names}):
                yield getattr(instance, kind.file_field)
