"""What the check-in adds to a conference: the page of the door, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords
from confman.conferences.registries import NavigationItem

ENTRIES = (
    NavigationItem(
        "registrations.check_in",
        "people",
        _("Check-in"),
        "registrations_onsite:index",
        icon="qr-code-scan",
        permission="registrations.record_attendance",
        position=35,
    ),
    AuditWords(
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
