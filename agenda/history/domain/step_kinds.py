"""The kinds of objects that steps of editing can be about: each package registers its own (agenda.history.registries).

A new field of one of these models is part of its snapshot automatically; a new model is one entry.
"""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models.fields.files import FieldFile

from agenda.core.models import AgendaSettings
from agenda.history.domain.deletions import DeletedRows
from agenda.history.domain.snapshots import Kind
from agenda.history.registries import step_kinds
from confman.conferences.models import Theme

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
