"""Erase personal values from the history: the one way an entry changes, which the database lets pass."""

from __future__ import annotations

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
    """Empty the free words (reasons, labels) of all entries about these objects; returns of how many.

    The record of what happened, when, by whom and to what stays. The erasing is an entry itself, about `target`, to
    which the emptied ones point. Raises TransactionManagementError outside a transaction.
    """
    entries = AuditEntry.objects.with_words_about(list(targets))
    count = entries.count()
    if count:
        erasure = record_audit(ERASED, by=by, conference=conference, target=target, details={"count": count})
        entries.empty_words(erasure)
    return count
