"""Registers presentations and documents of sessions: their page, steps, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.history.registries import StepKind
from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationItem, Workspace
from confman.registries import ref

HERE = "agenda.materials"

ENTRIES = (
    NavigationItem(
        "agenda.materials",
        Workspace.AGENDA,
        _("Presentations"),
        "agenda_secretariat:presentations",
        permission="agenda.view_working_agenda",
        position=30,
        works="agenda.edit_agenda",
        guide="speakers#presentations",
        words=pgettext_lazy("search", "slides file upload handout"),
    ),
    StepKind("agenda.material", ref(f"{HERE}.undo:MATERIALS"), position=70),
    AuditLabels(
        verbs={
            "agenda.material_added": _("Material added"),
            "agenda.material_changed": _("Material changed"),
            "agenda.material_checked": _("Material checked"),
            "agenda.material_removed": _("Material removed"),
            "agenda.materials_due_set": _("Day on which presentations are due set"),
        }
    ),
)
