"""Registers undo and redo: a job, steps about settings and themes, labels of the history."""

from django.utils.translation import gettext_lazy as _

from agenda.history.registries import StepKind
from confman.audit.labels import AuditLabels
from confman.mail.registry import ScheduledJob
from confman.registries import ref

HERE = "agenda.history"

ENTRIES = (
    ScheduledJob("agenda.expire_steps", f"{HERE}.domain.undo.expire_steps", minutes=60),
    StepKind("agenda.agendasettings", ref(f"{HERE}.domain.snapshots:SETTINGS"), position=10),
    StepKind("conferences.theme", ref(f"{HERE}.domain.snapshots:THEMES"), position=20),
    AuditLabels(verbs={"agenda.undone": _("Change taken back"), "agenda.redone": _("Change made again")}),
)
