"""Registers attendance: its page, the entrance, the sheet to sign, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import ChecklistItem, CloneStep, NavigationItem, NavigationView, Workspace
from confman.conferences.search_registries import SearchKind
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject

HERE = "registrations.attendance"

ENTRIES = (
    ApiRoutes("registrations.attendance", ref(f"{HERE}.web.api:routes"), position=56),
    ApiScope("registrations.record_attendance", _("Record attendance"), position=46),
    ApiScope("registrations.export_people", _("Read attendance"), position=47),
    SearchKind(
        "registrations.codes",
        _("Ticket or badge with this code"),
        "qr-code",
        "registrations.view_registrations",
        find=ref(f"{HERE}.domain.code_reader:find_code"),
        shortest=4,
        position=5,
    ),
    NavigationItem(
        "registrations.attendance",
        Workspace.ON_SITE,
        _("Attendance"),
        "registrations_secretariat:attendance",
        permission="registrations.record_attendance",
        position=20,
        view=_("Records"),
        opens_in=("after",),
        guide="attendance",
        words=pgettext_lazy("search", "present absent no-show scan"),
    ),
    NavigationView(
        "registrations.sheets",
        "registrations.attendance",
        _("Sheets"),
        "registrations_secretariat:sheet",
        permission="registrations.enter_sheets",
        position=10,
        guide="attendance#signed-sheets",
    ),
    Hook(Event.CONFERENCE_CREATED, ref(f"{HERE}.domain.checkpoints:create_entrance"), position=31),
    ChecklistItem(
        "registrations.attendance",
        _("Record who comes"),
        0,
        ref(f"{HERE}.domain.attendance:has_attendance"),
        "registrations_secretariat:attendance",
        query="all",
    ),
    Provider(Query.FIRST_SEEN, ref(f"{HERE}.domain.attendance:people_present")),
    DocumentKind(
        key="registrations.attendance_sheet",
        label=_("Attendance sheet"),
        description=_(
            "The people expected at a checkpoint on a day, with space to sign. Signatures are entered under "
            "Attendance."
        ),
        permission="registrations.enter_sheets",
        occasion=Occasion.ROOMS,
        phases=("during",),
        tabs=("registrations.attendance",),
        build=ref(f"{HERE}.documents:build_attendance_sheet"),
        formats=("pdf", "docx", "xlsx"),
        html_template="registrations/lists/documents/list.html",
        sheet=ref("registrations.lists.documents.layout:list_sheet"),
        options_form=ref(f"{HERE}.web.forms:AttendanceSheetForm"),
        sensitive=True,
        position=48,
    ),
    QuietActs(
        "registrations.attendance",
        (
            "registrations.admitted",
            "registrations.scan_withdrawn",
            "registrations.sheet_entered",
            "registrations.attendance_exported",
        ),
    ),
    AuditLabels(
        verbs={
            "registrations.scan_withdrawn": _("Record of attendance taken back"),
            "registrations.sheet_entered": _("Signed sheet entered"),
            "registrations.attendance_exported": _("Attendance exported"),
            "registrations.checkpoint_added": _("Checkpoint added"),
            "registrations.checkpoint_changed": _("Checkpoint changed"),
            "registrations.checkpoint_deleted": _("Checkpoint deleted"),
        },
        details={"at": _("time"), "added": _("added"), "taken_back": _("taken back"), "day": _("day")},
    ),
    CloneStep(
        key="registrations.checkpoints",
        workspace=Workspace.ON_SITE,
        label=_("Checkpoints"),
        help=_("Without those of single sessions."),
        models=("registrations.Checkpoint",),
        rows=ref(f"{HERE}.domain.checkpoints:checkpoints_to_take"),
        loose=("room",),
        needs=("registrations.categories",),
        uses=("agenda.rooms",),
        position=20,
    ),
    WebhookSubject(
        "attendance",
        _("Attendance"),
        RowFacts(
            "registrations_secretariat:registration",
            {"registration": "registration_id", "checkpoint": "checkpoint_id", "at": "at"},
            key="registration_id",
        ),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/registrations/0190f5fe-7c00-7a00-8000-000000000002/",
            "registration": "0190f5fe-7c00-7a00-8000-000000000002",
            "checkpoint": "0190f5fe-7c00-7a00-8000-000000000003",
            "at": "2027-03-30T08:45:00+00:00",
        },
        events=(WebhookEvent("checked_in", _("Checked in"), ("registrations.admitted",)),),
        position=35,
    ),
)
