"""Registers moving in from another system: an action, a first step, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook
from confman.conferences.registries import FirstStep
from confman.conferences.search_registries import SearchAction
from confman.registries import ref

HERE = "registrations.source_systems"

ENTRIES = (
    SearchAction(
        "registrations.move_in",
        _("Move in from another system"),
        "registrations_secretariat:move-in",
        "registrations.move_in",
        pgettext_lazy("search", "indico pretalx pretix import migrate orders submissions upload"),
        position=75,
    ),
    FirstStep(
        "registrations.move_in",
        _("Move in from Indico, pretalx or pretix"),
        _(
            "Programme, speakers and participants come along; you see first what would be written, and what would not."
        ),
        "registrations_secretariat:move-in",
        "registrations.move_in",
        "box-arrow-in-right",
        done=ref("registrations.desk.dashboard:has_registrations"),
        position=35,
    ),
    Hook(Event.PEOPLE_ERASED, ref(f"{HERE}.exchange.writer:delete_examples")),
    AuditLabels(verbs={"registrations.taken_over": _("Moved in from another system")}),
)
