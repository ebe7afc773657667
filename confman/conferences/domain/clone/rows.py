"""Copies of a conference's rows for the next one, with their files; prepared first, then written in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from copy import copy
from typing import Any
from uuid import UUID, uuid4

from django.core.files import File
from django.db import models
from django.db.models import QuerySet

from confman.conferences.domain.clone.days import DateShift, in_year
from confman.conferences.domain.deletion import belongs_to_a_conference
from confman.conferences.models import Conference
from confman.web.database.bulk import BulkInserts

Model = type[models.Model]


class ConferenceCopy:
    """The rows of `source` that `target`, which is not stored yet, takes over.

    `rows` prepares copies. They refer to each other as the originals do: a foreign key to a row of the old conference
    leads to the copy of that row, and where there is none, is refused. `compiled` is what stores all of them. `steps`
    are the keys of those that are taken.
    """

    def __init__(self, source: Conference, target: Conference, steps: Collection[str] = ()) -> None:
        self.source, self.target, self.steps = source, target, frozenset(steps)
        self.move = DateShift(target.starts_on - source.starts_on, source.zone)
        self.counts: Counter[str] = Counter()
        self._keys: dict[Model, dict[Any, UUID]] = {Conference: {source.pk: target.pk}}
        self._prepared: list[list[models.Model]] = []
        self._files: list[tuple[Any, str]] = []

    def rows(
        self,
        queryset: QuerySet[Any],
        *,
        anew: Collection[str] = (),
        moved: Collection[str] = (),
        loose: Collection[str] = (),
        change: Callable[[Any], None] | None = None,
    ) -> None:
        """Copy rows of one model, with their links to others and their files.

        Fields in `anew` begin with their default; days and moments in `moved` move with the conference. Foreign keys in
        `loose` are empty, and links in it left out, where what they lead to did not come along; without this, it raises
        LookupError. `change(row)` sets what else is different in a copy.
        """
        model, originals = queryset.model, list(queryset)
        keys = self._keys.setdefault(model, {})
        keys |= {row.pk: uuid4() for row in originals}
        copies = []
        for original in originals:
            row = copy(original)
            row._state = models.base.ModelState()
            row._state.fields_cache = {}
            row.pk = keys[original.pk]
            for field in model._meta.concrete_fields:
                if field.name in anew:
                    setattr(row, field.attname, field.get_default())
                elif field.is_relation:
                    setattr(row, field.attname, self._key(field, original, field.name in loose))
                elif field.name in moved:
                    setattr(row, field.attname, self.move(getattr(original, field.attname)))
                elif isinstance(field, models.FileField):
                    self.file(field.name, original, row)
            if change:
                change(row)
            copies.append(row)
        self._prepared.append(copies)
        self.counts[model._meta.label] += len(copies)
        for link in model._meta.local_many_to_many:
            self._links(link, list(keys.keys() & {row.pk for row in originals}), link.name in loose)

    def add(self, rows: list[Any]) -> None:
        """Add rows of one model that are copies of none."""
        self._prepared.append(rows)

    def new_key(self, model: Model, key: object) -> UUID | None:
        """Return the key of the copy of a row; None if it did not come along."""
        return self._keys.get(model, {}).get(key)

    def compiled(self) -> BulkInserts:
        """Return the inserts that store the copies, to be run inside the transaction of the verb."""
        inserts = BulkInserts()
        for rows in self._prepared:
            inserts.add(rows)
        return inserts

    def drop_files(self) -> None:
        """Delete the files of copies that were not stored."""
        for storage, name in self._files:
            storage.delete(name)

    def facts(self, names: Iterable[str]) -> None:
        """Give the next conference these fields of the last one."""
        for name in names:
            if isinstance(Conference._meta.get_field(name), models.FileField):
                self.file(name, self.source, self.target)
            else:
                setattr(self.target, name, getattr(self.source, name))

    def file(self, name: str, original: models.Model, row: models.Model) -> None:
        """Give the row a file of its own with the content of the original's; none if that is lost."""
        stored: Any = getattr(original, name)
        setattr(row, name, "")
        if not stored:
            return
        try:
            with stored.storage.open(stored.name, "rb") as source:
                name_of_copy = stored.field.generate_filename(row, stored.name.rpartition("/")[2])
                name_of_copy = stored.storage.save(
                    name_of_copy, File(source), max_length=stored.field.max_length
                )
        except FileNotFoundError:
            return
        setattr(row, name, name_of_copy)
        self._files.append((stored.storage, name_of_copy))

    def in_year(self, text: str) -> str:
        """Return a text with the new year in place of the old one."""
        return in_year(text, self.source.starts_on, self.target.starts_on)

    def _key(self, field: models.ForeignKey[Any, Any], original: models.Model, is_loose: bool) -> object:
        """Return the row to which a foreign key of the copy leads. Raises LookupError for a row without a copy."""
        value, model = getattr(original, field.attname), field.related_model
        if value is None or not belongs_to_a_conference(model):
            return value
        new = self.new_key(model, value)
        if new is None and not is_loose:
            raise LookupError(f"{field} leads to a {model._meta.label} that is not taken along.")
        return new

    def _links(self, field: models.ManyToManyField[Any, Any], originals: list[Any], is_loose: bool) -> None:
        through: Any = field.remote_field.through
        source, other = (
            through._meta.get_field(name) for name in (field.m2m_field_name(), field.m2m_reverse_field_name())
        )
        links = []
        for start in range(0, len(originals), 500):
            rows = through._base_manager.filter(**{f"{source.name}__in": originals[start : start + 500]})
            for link in rows.order_by("pk"):
                ends = {end.attname: self._key(end, link, is_loose) for end in (source, other)}
                if None not in ends.values():
                    links.append(through(**ends))
        self.add(links)
