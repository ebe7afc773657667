"""What screens in the venue add to a conference: their page, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords
from confman.conferences.registries import NavigationItem

ENTRIES = (
    NavigationItem(
        "agenda.screens",
        "agenda",
        _("Screens"),
        "agenda_secretariat:screen-list",
        icon="display",
        permission="agenda.view_screens",
        position=85,
    ),
    AuditWords(
        verbs={
            "agenda.screen_created": _("Screen added"),
            "agenda.screen_changed": _("Screen changed"),
            "agenda.screen_address_renewed": _("Screen given a new address"),
            "agenda.screen_deleted": _("Screen deleted"),
        }
    ),
)
