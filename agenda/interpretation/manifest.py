"""What interpretation adds to a conference: its page, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords
from confman.conferences.registries import NavigationItem

ENTRIES = (
    NavigationItem(
        "agenda.interpretation",
        "agenda",
        _("Interpretation"),
        "agenda_secretariat:interpretation",
        icon="headset",
        permission="agenda.view_working_agenda",
        position=60,
    ),
    AuditWords(
        verbs={
            "agenda.interpretation_planned": _("Interpretation planned"),
            "agenda.interpretation_copied": _("Interpretation taken over from another session"),
        }
    ),
)
