"""Registers the import of people: an action, what a new one does first, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import FirstStep
from confman.conferences.search_registries import SearchAction
from confman.registries import ref

HERE = "registrations.imports"

ENTRIES = (
    SearchAction(
        "registrations.import",
        _("Import a list of people"),
        "registrations_secretariat:import",
        "registrations.import_people",
        pgettext_lazy("search", "participants paste upload table spreadsheet"),
    ),
    FirstStep(
        "registrations.import",
        _("Paste a list of people"),
        _(
            "Copy the cells from a spreadsheet; what each column means is guessed, and nothing is written "
            "before you say so."
        ),
        "registrations_secretariat:import",
        "registrations.import_people",
        "clipboard-plus",
        done=ref("registrations.desk.dashboard:has_registrations"),
        position=30,
    ),
    AuditLabels(
        verbs={
            "registrations.people_imported": _("List of people imported"),
            "registrations.import_undone": _("Import of people undone"),
            "registrations.imported": _("Registration imported"),
        }
    ),
)
