"""Applying what a form or an import says to a row, and knowing what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction


def apply_changes(target: models.Model, changes: Mapping[str, Any], *, keep_files: bool = False) -> list[str]:
    """Set fields of `target` to what `changes` says, validate, save; return the names of those that differ.

    Compared is with the row as stored, so `target` may be an instance that a form has filled in already.
    A file that is replaced or taken away is deleted once the transaction commits, unless `keep_files`: then whoever
    calls may still put it back, and sees to it later. Raises ValidationError.
    """
    stored = type(target)._base_manager.get(pk=target.pk)
    changed: list[str] = []
    for name, value in changes.items():
        field: Any = target._meta.get_field(name)
        if isinstance(field, models.FileField):
            field.save_form_data(target, value)
        else:
            setattr(target, name, value)
        if field.value_from_object(stored) != field.value_from_object(target):
            changed.append(name)
    if changed:
        target.full_clean()
        target.save(update_fields=changed)
        for name in () if keep_files else changed:
            if isinstance(target._meta.get_field(name), models.FileField):
                delete_file_on_commit(getattr(stored, name))
    return sorted(changed)


def delete_file_on_commit(file: Any) -> None:
    """Delete a stored file when the transaction has committed: a rollback must not lose it."""
    if file:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(name))
