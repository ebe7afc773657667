"""Tell when a backup is due, and what is wrong if there is none."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.backups.models import BackupRun
from confman.web.models import WorkStatus


def backup_is_due() -> bool:
    """Tell whether the last good backup is older than CONFMAN_BACKUP_HOURS; one dated in the future is ignored."""
    if not settings.CONFMAN_BACKUPS:
        return False
    since = timezone.now() - _hours(settings.CONFMAN_BACKUP_HOURS)
    return not BackupRun.objects.done().begun_by_now().filter(started_at__gt=since).exists()


def backup_fault() -> str:
    """Return what is wrong with the backups, in words for the operator; "" if the last one is recent and complete.

    Having no folder is wrong only in production; a failed manual backup is wrong everywhere.
    """
    runs = BackupRun.objects.begun_by_now()
    last = runs.exclude(status=WorkStatus.RUNNING).first()
    if last and last.status == WorkStatus.FAILED:
        return _("The last backup failed: %(error)s") % {"error": last.message}
    if last and last.files_missing:
        return ngettext(
            "The last backup lacks %(count)d file, which was not in its place.",
            "The last backup lacks %(count)d files, which were not in their place.",
            last.files_missing,
        ) % {"count": last.files_missing}
    if not settings.CONFMAN_BACKUPS:
        return _("No backup is made automatically: set CONFMAN_BACKUPS.") if settings.PRODUCTION else ""
    good = runs.done().first()
    if not good:
        return _("There is no backup yet. Is the worker running?")
    if good.started_at < timezone.now() - 2 * _hours(settings.CONFMAN_BACKUP_HOURS):
        moment = f"{good.started_at:%Y-%m-%d %H:%M} UTC"
        return _("The last backup is of %(moment)s. Is the worker running?") % {"moment": moment}
    path = Path(good.path)
    # Nothing to report about a folder that this process cannot see.
    if path.parent.is_dir() and not path.is_file():
        return _("The last backup is gone: %(path)s") % {"path": path}
    return ""


def _hours(number: int) -> dt.timedelta:
    return dt.timedelta(hours=number)
