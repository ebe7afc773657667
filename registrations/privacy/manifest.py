"""Registers the data of registration on a person, and the rows that practice mode leaves."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook
from confman.conferences.registries import PracticeCleaner
from confman.people.registries import PersonPanel, PersonRecords, PersonSummary
from confman.registries import ref
from registrations.attendance.models import Scan

HERE = "registrations.privacy"

ENTRIES = (
    PersonRecords(
        "registrations.focal_points",
        _("Focal point of delegations"),
        ref(f"{HERE}.domain:collect_focal_points"),
        ref(f"{HERE}.domain:erase_focal_points"),
        ref(f"{HERE}.domain:merge_focal_points"),
        position=30,
    ),
    PersonRecords(
        "registrations.registrations",
        _("Registrations and attendance"),
        ref(f"{HERE}.domain:collect_registrations"),
        ref(f"{HERE}.domain:erase_registrations"),
        ref(f"{HERE}.domain:merge_registrations"),
        ref(f"{HERE}.domain:preview_registrations_merge"),
        lock=ref(f"{HERE}.domain:lock_registrations"),
        summary=PersonSummary(
            "registrations.view_registrations", ref(f"{HERE}.domain:summarize_registrations"), position=10
        ),
        panel=PersonPanel(
            _("Registration"),
            "registrations.view_registrations",
            "registrations/privacy/person_panel.html",
            ref("registrations.desk.dashboard:person_registrations"),
            position=10,
        ),
        groups=ref(f"{HERE}.domain:delegations_of_people"),
        position=31,
    ),
    Hook(Event.NAMES_CHANGED, ref(f"{HERE}.domain:purge_documents")),
    PracticeCleaner(
        "registrations.scans",
        Scan._meta.verbose_name_plural,
        ref(f"{HERE}.domain:count_practice_scans"),
        ref(f"{HERE}.domain:clear_practice_scans"),
        position=16,
    ),
    PracticeCleaner(
        "registrations.registrations",
        _("registrations"),
        ref(f"{HERE}.domain:count_practice_registrations"),
        ref(f"{HERE}.domain:clear_practice_registrations"),
        position=20,
    ),
    AuditLabels(
        verbs={
            "registrations.cancelled_by_merging": _("Cancelled because two records of one person were merged")
        }
    ),
)
