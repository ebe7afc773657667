"""Register what figures add to a conference: their page, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords
from confman.conferences.registries import NavigationItem

ENTRIES = (
    NavigationItem(
        "registrations.figures",
        "people",
        _("Figures"),
        "registrations_secretariat:figures",
        icon="bar-chart",
        permission="registrations.view_figures",
        position=50,
    ),
    AuditWords(
        verbs={
            "registrations.targets_set": _("Targets set"),
        },
        details={"targets": _("targets")},
    ),
)
