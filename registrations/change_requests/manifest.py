"""Registers change requests: mails, decisions, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.registries import DashboardPanel, NavigationView
from confman.people.fields import PERSON_FIELDS
from confman.registries import ref
from registrations.change_requests.mail_kinds import KINDS

HERE = "registrations.change_requests"

ENTRIES = (
    NavigationView(
        "registrations.change_requests",
        "registrations.registrations",
        _("Changes asked for"),
        "registrations_secretariat:change-request-list",
        permission="registrations.view_registrations",
        position=10,
        guide="registrations#changes-after-the-approval",
    ),
    *KINDS,
    DashboardPanel(
        "registrations.changes",
        "registrations.review",
        ref(f"{HERE}.dashboard:changes_to_decide"),
        position=12,
    ),
    AuditLabels(
        verbs={
            "registrations.change_requested": _("Change asked for"),
            "registrations.change_withdrawn": _("Change no longer asked for"),
            "registrations.change_accepted": _("Change asked for and made"),
            "registrations.change_refused": _("Change refused"),
        },
        # Some of the requested fields belong to the person.
        details={
            f"registrations.registration.{field.name}": field.label
            for field in PERSON_FIELDS
            if field.printed
        },
    ),
)
