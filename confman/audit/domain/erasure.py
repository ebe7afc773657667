"""Erase personal values from the history: the only change to an entry that the database allows."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.guard import ERASED
from confman.audit.models import AuditEntry


def erase_from_history(
    targets: Iterable[UUID], *, by: User, conference: models.Model | None, target: models.Model
) -> int:
    """Empty the free text (reasons, labels) of all entries about these objects; return how many objects had some.

    What happened, when, who did it and to what, stays on record. The erasure is an entry of its own, about `target`,
    and the emptied entries point to it. Raises TransactionManagementError outside a transaction.
    """
    entries = AuditEntry.objects.with_words_about(list(targets))
    count = entries.count()
    if count:
        erasure = record_audit(ERASED, by=by, conference=conference, target=target, details={"count": count})
        entries.empty_words(erasure)
    return count
