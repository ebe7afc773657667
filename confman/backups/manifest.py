"""Registers backups: scheduled jobs, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from confman.web.readiness import ReadinessCheck

HERE = "confman.backups"

ENTRIES = (
    ScheduledJob("backups.make_due", f"{HERE}.tasks.make_due_backup", minutes=10),
    ScheduledJob("backups.sweep_files", f"{HERE}.tasks.sweep_files_task", minutes=24 * 60),
    ReadinessCheck("backup", ref(f"{HERE}.domain.status:backup_fault"), position=60),
    AuditLabels(
        verbs={
            "backups.restored": _("Restored from a backup"),
            "backups.files_swept": _("Files that belonged to nothing deleted"),
        }
    ),
)
