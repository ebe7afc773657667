"""Apply the values of a form or an import to a row, and record what changed, for verbs that do no more.

Every write carries the revision it saw; a stale one is refused, so nothing is overwritten.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models, router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.errors import Refused, Stale

Row = TypeVar("Row", bound=models.Model)


class StaleRevision(Stale):
    """Someone else has changed the object meanwhile. `current` is the object as it is now; None if it is gone."""

    def __init__(self, message: object, current: Any) -> None:
        super().__init__(message)
        self.current = current


def claim_revision(row: Any, revision: int | None) -> None:
    """Increment the revision of `row` if it is still `revision`; inside the verb's transaction. None skips the check.

    Raises StaleRevision. Afterwards `row.revision` is the new one.
    """
    model = type(row)
    claimed = model._base_manager.filter(pk=row.pk)
    if revision is not None:
        claimed = claimed.filter(revision=revision)
    if claimed.update(revision=models.F("revision") + 1):
        row.revision = model._base_manager.values_list("revision", flat=True).get(pk=row.pk)
        return
    raise stale_revision(row)


def stale_revision(row: Any) -> StaleRevision:
    """Return the error to raise where `row` is not as it was seen."""
    return changed_meanwhile(type(row)._base_manager.filter(pk=row.pk).first())


def changed_meanwhile(current: Any) -> StaleRevision:
    """Return the error to raise where something that is now `current`, or None, is not as it was seen."""
    if current is None:
        return StaleRevision(_("Someone has deleted this meanwhile; nothing was saved."), None)
    return StaleRevision(
        _("Someone has changed this meanwhile, so yours was not saved. Compare both, then save again."),
        current,
    )


def fingerprint(values: Any) -> str:
    """Return a digest that tells whether what has no revision of its own is as a form showed it."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def fingerprint_of(row: models.Model, names: Iterable[str]) -> str:
    """Return the digest of these fields of a row."""
    return fingerprint({name: row._meta.get_field(name).value_from_object(row) for name in names})  # type: ignore[union-attr]


def refuse_stale(current: models.Model | None, names: Iterable[str], *, seen: str) -> None:
    """Refuse to write over these fields of a row, read and locked just now, if they are no longer those of the digest.

    Without a digest nothing is checked. Raises StaleRevision.
    """
    if seen and (current is None or fingerprint_of(current, names) != seen):
        raise changed_meanwhile(current)


def apply_changes(target: models.Model, changes: Mapping[str, Any], *, keep_files: bool = False) -> list[str]:
    """Set fields of `target` to `changes`, validate and save; return the names of the changed fields.

    Of a new row they are those that it fills. Values are compared with the stored row, so `target` may be an instance
    that a form has filled in already. A replaced or removed file is deleted once the transaction commits, unless
    `keep_files`: then the caller may still put it back, and is responsible for it. Raises ValidationError.
    """
    is_new = target._state.adding
    stored = type(target)() if is_new else type(target)._base_manager.get(pk=target.pk)
    changed: list[str] = []
    for name, value in changes.items():
        field: Any = target._meta.get_field(name)
        if isinstance(field, models.FileField):
            field.save_form_data(target, value)
        else:
            setattr(target, name, value)
        if field.value_from_object(stored) != field.value_from_object(target):
            changed.append(name)
    if changed or is_new:
        target.full_clean()
        target.save(force_insert=is_new, update_fields=None if is_new else changed)
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


def why_row_stays(row: models.Model) -> str:
    """Say which rows would make `delete_row` refuse, whatever app they are of, or ""."""
    try:
        Collector(using=router.db_for_write(type(row), instance=row)).collect([row])
    except (ProtectedError, RestrictedError) as error:
        return _held(row, error)
    return ""


@transaction.atomic
def delete_row(
    row: models.Model, verb: str, *, by: User, label: str = "", details: Mapping[str, Any] | None = None
) -> None:
    """Delete a row with its files, and record it. Raises Refused if rows that must stay refer to it."""
    record_audit(verb, by=by, target=row, label=label, details=details)
    files = [
        getattr(row, field.name) for field in row._meta.concrete_fields if isinstance(field, models.FileField)
    ]
    # A reference that is written at this moment is committed before, or finds that the row is gone.
    type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Refused(_held(row, error)) from error
    for file in files:
        delete_file_on_commit(file)


def _held(row: models.Model, error: ProtectedError | RestrictedError) -> str:
    """Return the sentence that names what refers to the row, by kind and number."""
    _message, others = error.args
    counts = Counter(str(other._meta.verbose_name_plural) for other in others)
    what = ", ".join(f"{kind} ({number})" for kind, number in sorted(counts.items()))
    return _("“%(name)s” cannot be deleted, because other records refer to it: %(what)s.") % {
        "name": row,
        "what": what,
    }


def delete_file_on_commit(file: Any) -> None:
    """Delete a stored file once the transaction has committed, so that a rollback does not lose it."""
    if file:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(name))
