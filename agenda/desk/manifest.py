"""Registers the working agenda: its pages, its frame, decisions, checklist, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import (
    ChecklistItem,
    DashboardPanel,
    FirstStep,
    NavigationItem,
    NavigationView,
    Workspace,
)
from confman.conferences.search_registries import SearchAction, SearchKind, all_of, attributes
from confman.registries import ref

HERE = "agenda.desk"

ENTRIES = (
    SearchKind(
        "agenda.sessions",
        _("Sessions"),
        "calendar3",
        "agenda.view_working_agenda",
        "agenda_secretariat:session-change",
        ref(f"{HERE}.web.search:sessions"),
        ref(f"{HERE}.web.search:session_in_words"),
        ("title", "start", "room__name"),
        list_name="agenda_secretariat:session-list",
        page_permission="agenda.edit_agenda",
        position=50,
    ),
    SearchKind(
        "agenda.items",
        _("Items of the agenda"),
        "list-ol",
        "agenda.view_working_agenda",
        "agenda_secretariat:session-change",
        all_of("agenda.Item"),
        attributes("__str__", "symbol"),
        ("title", "symbol", "session"),
        keys=("symbol",),
        list_name="agenda_secretariat:session-list",
        page_permission="agenda.edit_agenda",
        opens="session_id",
        position=51,
    ),
    SearchAction(
        "agenda.session_add",
        _("Add a session"),
        "agenda_secretariat:session-add",
        "agenda.edit_agenda",
        phases=("before",),
    ),
    SearchAction(
        "agenda.session_move",
        _("Move a session"),
        "agenda_secretariat:editor",
        "agenda.edit_agenda",
        pgettext_lazy("search", "swap exchange reschedule change rooms hours"),
    ),
    SearchAction(
        "agenda.running_late",
        _("Running late"),
        "agenda_secretariat:running-late",
        "agenda.edit_agenda",
        pgettext_lazy("search", "delay postpone"),
        phases=("during",),
    ),
    NavigationItem(
        "agenda.sessions",
        Workspace.AGENDA,
        _("Programme"),
        "agenda_secretariat:session-list",
        permission="agenda.view_working_agenda",
        position=10,
        view=_("List"),
        works="agenda.edit_agenda",
        guide="programme",
        first_for={"programme": ""},
        words=pgettext_lazy("search", "agenda day sessions cancel print"),
    ),
    NavigationItem(
        "agenda.roles",
        Workspace.AGENDA,
        _("Speakers"),
        "agenda_secretariat:role-list",
        words=pgettext_lazy("search", "chair moderator panellist confirmed answer invite"),
        permission="agenda.view_working_agenda",
        position=20,
        works="agenda.edit_agenda",
        guide="speakers",
    ),
    NavigationView(
        "agenda.editor",
        "agenda.sessions",
        _("Calendar"),
        "agenda_secretariat:editor",
        permission="agenda.view_working_agenda",
        position=10,
        opens_in=("before", "near", "during"),
        opens_if=ref(f"{HERE}.dashboard:fills_a_calendar"),
        words=pgettext_lazy("search", "move swap drag reschedule grid"),
        guide="programme#the-calendar",
    ),
    FirstStep(
        "agenda.frame",
        _("Adapt the agenda"),
        _("A first outline is already there. Open a session, change it, add speakers by name."),
        "agenda_secretariat:session-list",
        "agenda.publish_agenda",
        icon="calendar3",
        done=ref(f"{HERE}.dashboard:has_roles"),
        position=20,
    ),
    DashboardPanel(
        "agenda",
        "agenda.publish_agenda",
        ref(f"{HERE}.dashboard:agenda_decisions"),
        position=20,
        until_end=True,
    ),
    Provider(Query.NOW_AND_NEXT, ref(f"{HERE}.dashboard:now_and_next")),
    Provider(Query.FIGURES, ref(f"{HERE}.dashboard:agenda_figures")),
    ChecklistItem(
        "agenda.rooms",
        _("Give every session a room"),
        30,
        ref(f"{HERE}.dashboard:every_session_has_a_room"),
        "agenda_secretariat:session-list",
        query="all",
    ),
    ChecklistItem(
        "agenda.chairs",
        _("Find chairs and rapporteurs for the sessions"),
        45,
        ref(f"{HERE}.dashboard:every_session_has_a_chair"),
        "agenda_secretariat:session-list",
        query="all",
    ),
    ChecklistItem(
        "agenda.confirmed",
        _("Have speakers and chairs confirm"),
        14,
        ref(f"{HERE}.dashboard:everyone_has_confirmed"),
        "agenda_secretariat:role-list",
        query="all",
    ),
    AuditLabels(
        verbs={
            "agenda.frame_made": _("Frame of the agenda made"),
            "agenda.sessions_shifted": _("Sessions shifted"),
            "agenda.sessions_swapped": _("Two sessions swapped"),
            "agenda.sessions_moved": _("Sessions moved"),
            "agenda.frame_copied": _("Frame of a day copied"),
            "agenda.items_fitted": _("Items fitted into their session"),
            "agenda.running_late": _("Running late: sessions shifted"),
        }
    ),
)
