"""Two people at once: every write carries the revision it saw; a stale one is refused, so nothing is overwritten."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from confman.web.errors import Stale

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
