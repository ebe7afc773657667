"""Registers sessions: steps, labels of the history."""

from django.utils.translation import gettext_lazy as _

from agenda.history.registries import StepKind
from confman.api.registries import ApiRoutes
from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import CloneStep, Workspace
from confman.registries import ref

HERE = "agenda.sessions"

ENTRIES = (
    ApiRoutes("agenda.sessions", ref(f"{HERE}.web.api:routes"), position=31),
    Hook(Event.INITIAL_DATA_WANTED, ref(f"{HERE}.domain.frame:create_initial_agenda"), position=10),
    Provider(Query.ARCHIVE_CHAPTER, ref(f"{HERE}.domain.archive_chapter:chapter_of_the_agenda")),
    StepKind("agenda.session", ref(f"{HERE}.undo:SESSIONS"), position=60),
    AuditLabels(
        verbs={
            "agenda.session_created": _("Session added"),
            "agenda.session_changed": _("Session changed"),
            "agenda.session_deleted": _("Session deleted"),
            "agenda.session_moved": _("Session moved"),
            "agenda.session_unscheduled": _("Session taken off the schedule"),
            "agenda.role_status_changed": _("Answer on a role noted"),
        }
    ),
    CloneStep(
        key="agenda.frame",
        workspace=Workspace.AGENDA,
        label=_("Frame of the agenda"),
        help=_("Titles, days, hours and rooms of sessions, without speakers and texts."),
        models=("agenda.Session",),
        rows=ref(f"{HERE}.domain.frame:sessions_of"),
        clone=ref(f"{HERE}.domain.frame:clone_sessions"),
        uses=("agenda.rooms", "agenda.groups", "conferences.themes"),
        position=30,
    ),
    CloneStep(
        key="agenda.items",
        workspace=Workspace.AGENDA,
        label=_("Agenda items"),
        models=("agenda.Item",),
        rows=ref(f"{HERE}.domain.frame:items_of"),
        clone=ref(f"{HERE}.domain.frame:clone_items"),
        needs=("agenda.frame",),
        usual=False,
        position=40,
    ),
)
