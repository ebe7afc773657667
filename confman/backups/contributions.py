"""What backups add to the floors below: the job that makes them, and what the history calls a restored one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_verbs
from confman.backups.domain.due import backup_fault
from confman.mail.registry import ScheduledJob, scheduled_jobs
from confman.web.readiness import ReadinessCheck, readiness_checks


def contribute() -> None:
    """Called from AppConfig.ready()."""
    scheduled_jobs.register(
        ScheduledJob("backups.make_due", "confman.backups.tasks.make_due_backup", minutes=10)
    )
    readiness_checks.register(ReadinessCheck("backup", backup_fault, position=60))
    register_verbs({"backups.restored": _("Restored from a backup")})
