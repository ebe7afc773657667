"""Registers the check-in: the page of the door, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes
from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import NavigationItem, NavigationView, Workspace
from confman.conferences.search_registries import SearchAction
from confman.registries import ref

ENTRIES = (
    ApiRoutes("registrations.check_in", ref("registrations.check_in.web.api:routes"), position=57),
    SearchAction(
        "registrations.admit",
        _("Let someone in"),
        "registrations_onsite:index",
        "registrations.record_attendance",
        pgettext_lazy("search", "check-in door admit arrival QR code scan"),
        phases=("during",),
    ),
    NavigationItem(
        "registrations.check_in",
        Workspace.ON_SITE,
        _("Check-in"),
        "registrations_onsite:index",
        permission="registrations.record_attendance",
        position=10,
        view=_("Desk"),
        opens_in=("during",),
        guide="check-in",
        first_for={"check-in": ""},
    ),
    NavigationView(
        "registrations.help_desk",
        "registrations.check_in",
        _("Help desk"),
        "registrations_onsite:help-desk",
        permission="registrations.record_attendance",
        position=10,
        guide="check-in#the-help-desk",
    ),
    NavigationView(
        "registrations.devices",
        "registrations.check_in",
        pgettext_lazy("check-in", "Devices"),
        "registrations_secretariat:device-list",
        permission="registrations.edit_checkpoints",
        position=20,
        words=pgettext_lazy("search", "scanner telephone tablet app"),
    ),
    NavigationItem(
        "registrations.guests",
        Workspace.ON_SITE,
        _("Guests of honour"),
        "registrations_onsite:guests",
        permission="registrations.receive_guests",
        position=40,
        guide="check-in",
    ),
    Provider(Query.FIGURES, ref("registrations.check_in.domain.live_status:attendance_figures")),
    QuietActs(
        "registrations.check_in",
        (
            "registrations.device_added",
            "registrations.device_enrolled",
            "registrations.device_code_shown",
            "registrations.device_turned_away",
        ),
    ),
    AuditLabels(
        verbs={
            "registrations.device_added": _("Check-in device added"),
            "registrations.device_changed": _("Check-in device changed"),
            "registrations.device_code_shown": _("Code of a check-in device shown"),
            "registrations.device_enrolled": _("Check-in device enrolled"),
            "registrations.device_revoked": _("Check-in device revoked"),
            "registrations.device_turned_away": _("Check-in device turned away"),
            "registrations.case_closed": _("Case of the help desk closed"),
        },
        details={"outcome": _("what was done")},
    ),
)
