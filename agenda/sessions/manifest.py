"""What sessions add to a conference: steps, words of the history."""

from django.utils.translation import gettext_lazy as _

from agenda.history.registries import StepKind
from confman.api.registries import ApiRoutes
from confman.audit.labels import AuditWords
from confman.conferences.registries import Event, Hook
from confman.registries import ref

HERE = "agenda.sessions"

ENTRIES = (
    ApiRoutes("agenda.sessions", ref(f"{HERE}.web.api:routes"), position=31),
    Hook(Event.INITIAL_DATA_WANTED, ref(f"{HERE}.domain.initial_agenda:create_initial_agenda"), position=10),
    StepKind("agenda.session", ref(f"{HERE}.undo:SESSIONS"), position=60),
    AuditWords(
        verbs={
            "agenda.session_created": _("Session added"),
            "agenda.session_changed": _("Session changed"),
            "agenda.session_deleted": _("Session deleted"),
            "agenda.session_moved": _("Session moved"),
            "agenda.session_unscheduled": _("Session taken off the schedule"),
            "agenda.role_status_changed": _("Answer on a role noted"),
        }
    ),
)
