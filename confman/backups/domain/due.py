"""When a backup is due, and what is wrong where there is none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.backups.models import BackupRun, BackupStatus


def backup_is_due() -> bool:
    """Whether the last good one is older than CONFMAN_BACKUP_HOURS; of one with a clock ahead we know nothing."""
    if not settings.CONFMAN_BACKUPS:
        return False
    since = timezone.now() - _hours(settings.CONFMAN_BACKUP_HOURS)
    return not BackupRun.objects.done().begun_by_now().filter(started_at__gt=since).exists()


def backup_trouble() -> str:
    """A sentence on what is wrong with the backups; "" where the last one is young and whole.

    Where no folder is set nothing is promised, and nothing is wrong.
    """
    if not settings.CONFMAN_BACKUPS:
        return ""
    runs = BackupRun.objects.begun_by_now()
    last = runs.exclude(status=BackupStatus.RUNNING).first()
    good = runs.done().first()
    if last and last.status == BackupStatus.FAILED:
        return _("The last backup failed: %(message)s") % {"message": last.message}
    if not good:
        return _("There is no backup yet.")
    if good.started_at < timezone.now() - 2 * _hours(settings.CONFMAN_BACKUP_HOURS):
        return _("The last backup is of %(moment)s. Does the worker run?") % {
            "moment": date_format(timezone.localtime(good.started_at), "DATETIME_FORMAT")
        }
    path = Path(good.path)
    # A folder that this process does not see is none of its business.
    if path.parent.is_dir() and not path.is_file():
        return _("The last backup is gone: %(path)s") % {"path": path}
    return ""


def _hours(number: int) -> dt.timedelta:
    return dt.timedelta(hours=number)
