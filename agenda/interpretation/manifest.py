"""Registers interpretation: its page, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationItem, Workspace

ENTRIES = (
    NavigationItem(
        "agenda.interpretation",
        Workspace.AGENDA,
        _("Interpretation"),
        "agenda_secretariat:interpretation",
        permission="agenda.view_working_agenda",
        position=50,
        works="agenda.edit_agenda",
        guide="rooms#interpretation",
        words=pgettext_lazy("search", "interpreter booth language"),
    ),
    AuditLabels(
        verbs={
            "agenda.interpretation_planned": _("Interpretation planned"),
            "agenda.interpretation_copied": _("Interpretation taken over from another session"),
        }
    ),
)
