"""Tell the witnesses of an act in its transaction."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string


def notify_witnesses(verb: str, *, conference: models.Model | None, targets: Sequence[models.Model]) -> None:
    """Tell the packages above of an act; what they write stands or falls with it.

    `record_audit` does so by itself. Call it where an act has rows of its own instead of entries (a scan, a document),
    and where a bulk insert writes the entries.
    """
    for path in settings.WITNESSES_OF_ACTS:
        import_string(path)(verb, conference, targets)
