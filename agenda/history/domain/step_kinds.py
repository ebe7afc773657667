"""What steps of editing can be about: each package enters the kinds of its own models.

A new field of one of these models is part of its snapshot by itself; a new model is one entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models

from agenda.core.models import AgendaSettings
from agenda.history.domain.deletions import Lost
from agenda.history.domain.snapshots import Kind
from confman.conferences.models import Theme
from confman.registries import Registry

step_kinds = Registry(Kind, "kinds of objects that steps are about", key=lambda entry: entry.label)

SETTINGS = step_kinds.register(Kind(AgendaSettings, position=10, its_own={"next_item_number"}))
THEMES = step_kinds.register(Kind(Theme, position=20))


def kind_of(instance: models.Model) -> Kind:
    """The kind of an object. Raises KeyError where no step can be about it."""
    return step_kinds.get(instance._meta.label_lower)


def files_in(lost: Lost) -> list[str]:
    """Names of the files of what was lost."""
    fields = {kind.label: kind.file_field for kind in step_kinds if kind.file_field}
    names = (row["fields"].get(fields[row["model"]]) for row in lost["objects"] if row["model"] in fields)
    return [name for name in names if name]


def files_held(names: Collection[str]) -> Iterator[Any]:
    """Those of these files that a stored object holds, as the values of its field."""
    for kind in step_kinds:
        if kind.file_field:
            for each in kind.model._base_manager.filter(**{f"{kind.file_field}__in": names}):
                yield getattr(each, kind.file_field)
