"""Registers rooms and working groups: their pages, steps, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.history.registries import StepKind
from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.registries import CloneStep, NavigationItem, NavigationView, Workspace
from confman.conferences.search_registries import SearchKind, all_of
from confman.registries import ref

HERE = "agenda.rooms"

ENTRIES = (
    ApiRoutes("agenda.rooms", ref(f"{HERE}.web.api:routes"), position=30),
    ApiScope("agenda.view_working_agenda", _("Read the working agenda"), position=20),
    ApiScope("agenda.edit_agenda", _("Change the working agenda"), position=21),
    SearchKind(
        "agenda.rooms",
        _("Rooms"),
        "door-open",
        "agenda.view_working_agenda",
        "agenda_secretariat:room-change",
        all_of("agenda.Room"),
        ref(f"{HERE}.web.search:room_in_words"),
        ("name", "capacity"),
        list_name="agenda_secretariat:room-list",
        lists_all=True,
        page_permission="agenda.edit_agenda",
        position=55,
    ),
    NavigationItem(
        "agenda.rooms",
        Workspace.AGENDA,
        _("Rooms and groups"),
        "agenda_secretariat:room-list",
        permission="agenda.view_working_agenda",
        position=40,
        view=_("Rooms"),
        works="agenda.edit_agenda",
        guide="rooms",
        words=pgettext_lazy("search", "venue hall capacity"),
    ),
    NavigationView(
        "agenda.groups",
        "agenda.rooms",
        _("Working groups"),
        "agenda_secretariat:group-list",
        permission="agenda.view_working_agenda",
        position=10,
        guide="rooms#working-groups",
    ),
    StepKind("people.person", ref(f"{HERE}.undo:PEOPLE"), position=30),
    StepKind("agenda.room", ref(f"{HERE}.undo:ROOMS"), position=40),
    StepKind("agenda.workinggroup", ref(f"{HERE}.undo:GROUPS"), position=50),
    AuditLabels(
        verbs={
            "agenda.room_created": _("Room added"),
            "agenda.room_changed": _("Room changed"),
            "agenda.room_deleted": _("Room deleted"),
            "agenda.room_hours_set": _("Opening hours of the room set"),
            "agenda.person_hours_set": _("Hours of the person set"),
            "agenda.group_created": _("Working group added"),
            "agenda.group_changed": _("Working group changed"),
            "agenda.group_deleted": _("Working group deleted"),
            "agenda.group_roles_changed": _("Roles in the working group changed"),
        },
        details={"roles": _("roles")},
    ),
    CloneStep(
        key="agenda.rooms",
        workspace=Workspace.AGENDA,
        label=_("Rooms"),
        help=_("With their opening hours."),
        models=("agenda.Room", "agenda.Availability"),
        clone=ref(f"{HERE}.domain:clone_rooms"),
        position=10,
    ),
    CloneStep(
        key="agenda.groups",
        workspace=Workspace.AGENDA,
        label=_("Working groups"),
        help=_("Without their chairs and members."),
        models=("agenda.WorkingGroup",),
        anew=("taken", "revision"),
        position=20,
    ),
)
