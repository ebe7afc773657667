"""Registers schedules of other systems: an action, jobs, files to be deleted, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook
from confman.conferences.search_registries import SearchAction
from confman.mail.registry import ScheduledJob
from confman.registries import ref

HERE = "agenda.imports"

ENTRIES = (
    SearchAction(
        "agenda.import",
        _("Import a programme"),
        "agenda_secretariat:import",
        "agenda.edit_agenda",
        pgettext_lazy("search", "agenda schedule upload file table calendar"),
        position=70,
    ),
    ScheduledJob("agenda.expire_uploads", f"{HERE}.tasks.expire_schedule_uploads", minutes=60),
    Hook(Event.PEOPLE_ERASED, ref(f"{HERE}.exchange.uploads:delete_pending_uploads")),
    AuditLabels(
        verbs={
            "agenda.imported": _("Agenda imported"),
            "agenda.session_imported": _("Session imported"),
            "agenda.session_updated_by_import": _("Session updated by an import"),
        }
    ),
)
