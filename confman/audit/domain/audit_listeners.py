"""Notify registered listeners about an audited action, in the same transaction."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string


def notify_audit_listeners(
    verb: str, *, conference: models.Model | None, targets: Sequence[models.Model]
) -> None:
    """Notify registered listeners about an audited action; what they write is committed or rolled back with it.

    Every call of `record_audit` does so. Call this where an action has rows of its own instead of audit entries (a
    scan, a document), and where a bulk insert writes the entries.
    """
    for path in settings.AUDIT_LISTENERS:
        import_string(path)(verb, conference, targets)
