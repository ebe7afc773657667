"""Registers session records: their pages, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationItem, Workspace

ENTRIES = (
    NavigationItem(
        "outcomes.records",
        Workspace.OUTCOMES,
        _("Session records"),
        "outcomes_secretariat:record-list",
        permission="outcomes.view_records",
        position=20,
        view=_("Sessions"),
        guide="records",
    ),
    AuditLabels(
        verbs={
            "outcomes.intervention_recorded": _("Intervention noted"),
            "outcomes.intervention_changed": _("Entry of the record changed"),
            "outcomes.intervention_removed": _("Entry of the record removed"),
        }
    ),
)
