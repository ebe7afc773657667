"""Mails as files: without a mail server each is written into the data folder, with its names, codes and links."""

import datetime as dt
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from confman.conferences.models import Conference

LIFETIME = dt.timedelta(days=1)


def delete_old_mail_files() -> int:
    """Delete the files that are older than a day; return how many. Safe to repeat."""
    return _delete(before=time.time() - LIFETIME.total_seconds())


def purge_mail_files(conference: Conference) -> None:
    """Delete all mail files once the transaction commits, because a person in them was hidden or erased.

    No file says whom it is about. The outbox still has the mails.
    """
    transaction.on_commit(_delete)


def _delete(*, before: float | None = None) -> int:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if folder is None:
        return 0
    paths = [
        path
        for path in Path(folder).glob("*.log")
        if path.is_file() and (before is None or path.stat().st_mtime < before)
    ]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)
