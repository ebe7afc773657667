"""Record in the history when personal pages were opened, by a link or a mailed code, and when a code was wrong.

The entries are kept as long as sign-ins. None of them says from where.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import audit_entries
from confman.audit.guard import PAGE_NOT_OPENED, PAGE_OPENED
from confman.audit.models import AuditEntry
from confman.compiled_queries import CompiledQuery

LINK, CODE = "link", "code"
ONCE_IN = dt.timedelta(hours=1)


_since: CompiledQuery[Any] = CompiledQuery(
    lambda verb, kind, key, since: (
        AuditEntry.objects.filter(verb=verb, target_type=kind, target_id=key, at__gt=since)
        .order_by()
        .values_list("details", flat=True)
    ),
    models.CharField(),
    models.CharField(),
    models.UUIDField(),
    models.DateTimeField(),
)
_latest = CompiledQuery(
    lambda kind, key: AuditEntry.objects.filter(verb=PAGE_OPENED, target_type=kind, target_id=key)[:3],
    models.CharField(),
    models.UUIDField(),
)


def note_opening(rows: Iterable[models.Model], way: str, *, failed: bool = False) -> None:
    """Record that these were opened, or that an attempt failed; the same at most once an hour.

    Without rows, for an unknown mailbox, an entry is written and rolled back, so that the time taken tells nothing.
    """
    verb = PAGE_NOT_OPENED if failed else PAGE_OPENED
    subjects: list[Any] = list(rows)
    by = system_user("visitor" if failed else "participant")
    targets = {row.pk: row for row in subjects or [by]}
    since = timezone.now() - ONCE_IN
    with transaction.atomic():
        noted = {
            key
            for key, row in targets.items()
            if {"way": way} in _since.all(verb, row._meta.label_lower, key, since)
        }
        news = [row for row in subjects if row.pk not in noted]
        AuditEntry.objects.bulk_create(
            audit_entries(
                verb, by=by, conference=None, targets=news or targets.values(), details={"way": way}
            )
        )
        transaction.set_rollback(not news)


def latest_openings(row: models.Model) -> list[AuditEntry]:
    """Return the latest times at which a personal page was opened."""
    return _latest.all(row._meta.label_lower, row.pk)


def openings_of(keys: Iterable[object]) -> models.QuerySet[AuditEntry]:
    """Return the latest openings, and attempts, of the rows with these ids."""
    return AuditEntry.objects.filter(verb__in=(PAGE_OPENED, PAGE_NOT_OPENED), target_id__in=list(keys))
