"""Registers pasting: an action, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.search_registries import SearchAction

ENTRIES = (
    SearchAction(
        "agenda.paste",
        _("Paste a programme"),
        "agenda_secretariat:paste",
        "agenda.edit_agenda",
        pgettext_lazy("search", "agenda sessions text copy"),
        position=60,
    ),
    AuditLabels(verbs={"agenda.programme_pasted": _("Pasted programme accepted")}),
)
