"""Registers screens in the venue: their page, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationItem, Workspace

ENTRIES = (
    NavigationItem(
        "agenda.screens",
        Workspace.ON_SITE,
        _("Screens"),
        "agenda_secretariat:screen-list",
        permission="agenda.view_screens",
        position=60,
        works="agenda.run_timer",
        guide="screens",
        words=pgettext_lazy("search", "speaker timer clock display projector"),
    ),
    AuditLabels(
        verbs={
            "agenda.screen_created": _("Screen added"),
            "agenda.screen_changed": _("Screen changed"),
            "agenda.screen_address_renewed": _("Screen given a new address"),
            "agenda.screen_deleted": _("Screen deleted"),
        }
    ),
)
