"""What backups add to the floors below: the jobs that make them and sweep files, and what the history calls those."""

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
    scheduled_jobs.register(
        ScheduledJob("backups.sweep_files", "confman.backups.tasks.sweep_files_task", minutes=24 * 60)
    )
    readiness_checks.register(ReadinessCheck("backup", backup_fault, position=60))
    register_verbs(
        {
            "backups.restored": _("Restored from a backup"),
            "backups.files_swept": _("Files that belonged to nothing deleted"),
        }
    )
