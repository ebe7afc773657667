"""Figures on the installation for its operator; they contain nobody's name."""

import platform
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django_q.models import OrmQ, Schedule

from confman import __version__
from confman.mail.domain.closed_outbox import held_account_mail, held_by_conference, jobs_to_be_done
from confman.mail.models import Message, MessageStatus


def installation_facts() -> list[tuple[str, str]]:
    """List label and value: version, database, free disk space, pending work."""
    return [
        (_("Version"), f"confman {__version__}, Python {platform.python_version()}"),
        (_("Database"), f"{_database_version()}, {filesizeformat(_database_size())}"),
        (_("Disk of the data folder"), _disk(settings.DATA_DIR)),
        (_("Disk of the backups"), _disk(Path(settings.CONFMAN_BACKUPS)) if settings.CONFMAN_BACKUPS else ""),
        (_("Jobs waiting"), str(OrmQ.objects.count())),
        (_("Mails waiting"), str(Message.objects.filter(status=MessageStatus.QUEUED).count())),
        (_("Mails that failed"), str(Message.objects.filter(status=MessageStatus.FAILED).count())),
    ]


def held_mail_in_words() -> list[str]:
    """List the mail held back after a restore, one line each, for a command."""
    lines = [f"{conference.slug}: {count} mails held back" for conference, count in held_by_conference()]
    if count := held_account_mail().count():
        lines.append(f"accounts: {count} mails held back; look at /operator/")
    if count := jobs_to_be_done():
        lines.append(f"{count} jobs are still to be done: the worker must run")
    return lines or ["No mail is held back."]


def schedules() -> list[Schedule]:
    """List the scheduled jobs, the next first."""
    return list(Schedule.objects.order_by("next_run", "pk"))


def _database_version() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
        else:
            cursor.execute("SELECT sqlite_version()")
        return f"{connection.display_name} {cursor.fetchone()[0]}"


def _database_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _disk(folder: Path) -> str:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return _("can’t be read: %(error)s") % {"error": error.strerror}
    return _("%(free)s free of %(total)s") % {
        "free": filesizeformat(usage.free),
        "total": filesizeformat(usage.total),
    }
