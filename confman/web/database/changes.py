"""Apply the values of a form or an import to a row, and record what changed, for verbs that do no more."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit

Row = TypeVar("Row", bound=models.Model)


def apply_changes(target: models.Model, changes: Mapping[str, Any], *, keep_files: bool = False) -> list[str]:
    """Set fields of `target` to `changes`, validate and save; return the names of the changed fields.

    Values are compared with the stored row, so `target` may be an instance that a form has filled in already. A
    replaced or removed file is deleted once the transaction commits, unless `keep_files`: then the caller may still put
    it back, and is responsible for it. Raises ValidationError.
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


@transaction.atomic
def add_row(
    row: Row, verb: str, *, by: User, label: str = "", details: Mapping[str, Any] | None = None
) -> Row:
    """Save a new row, and record it. Raises ValidationError."""
    row.full_clean()
    row.save(force_insert=True)
    record_audit(verb, by=by, target=row, label=label, details=details)
    return row


@transaction.atomic
def change_row(
    row: models.Model, verb: str, changes: Mapping[str, Any], *, by: User, label: str = ""
) -> list[str]:
    """Change a row, record the change, and return the names of the changed fields; record nothing if there are none.

    Raises ValidationError.
    """
    changed = apply_changes(row, changes)
    if changed:
        record_audit(verb, by=by, target=row, label=label, details={"fields": changed})
    return changed


def is_held_by_others(row: models.Model) -> bool:
    """Return whether rows that must stay refer to the row, whatever app they are of: then it cannot be deleted."""
    try:
        Collector(using=router.db_for_write(type(row), instance=row)).collect([row])
    except (ProtectedError, RestrictedError):
        return True
    return False


@transaction.atomic
def delete_row(
    row: models.Model, verb: str, *, by: User, label: str = "", details: Mapping[str, Any] | None = None
) -> None:
    """Delete a row with its files, and record it."""
    record_audit(verb, by=by, target=row, label=label, details=details)
    for field in row._meta.concrete_fields:
        if isinstance(field, models.FileField):
            delete_file_on_commit(getattr(row, field.name))
    row.delete()


def delete_file_on_commit(file: Any) -> None:
    """Delete a stored file once the transaction has committed, so that a rollback does not lose it."""
    if file:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(name))
