"""Registers the run of show: pages, its document, cues in steps, labels of the history."""

from django.utils.translation import gettext_lazy as _

from agenda.history.registries import StepKindAddition
from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationItem, NavigationView, Workspace
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "agenda.run_of_show"

ENTRIES = (
    NavigationItem(
        "agenda.run-of-show",
        Workspace.ON_SITE,
        _("Run of show"),
        "agenda_secretariat:run-of-show",
        permission="agenda.view_working_agenda",
        position=50,
        view=_("Plan"),
        works="agenda.run_show",
        guide="running-late",
    ),
    NavigationView(
        "agenda.annotations",
        "agenda.sessions",
        _("Annotations"),
        "agenda_secretariat:annotation-list",
        permission="agenda.view_working_agenda",
        position=20,
    ),
    NavigationView(
        "agenda.live",
        "agenda.run-of-show",
        _("Live"),
        "agenda_secretariat:live",
        permission="agenda.view_working_agenda",
        position=10,
        guide="running-late#on-the-day",
    ),
    NavigationView(
        "agenda.presence",
        "agenda.run-of-show",
        _("Who is missing"),
        "agenda_secretariat:presence",
        permission="agenda.view_presence",
        position=20,
        guide="running-late#on-the-day",
    ),
    DocumentKind(
        key="agenda.run-of-show",
        label=_("Run of show"),
        description=_(
            "Minute by minute who does what, for staff: from the working agenda, with today's delays."
        ),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        phases=("during",),
        tabs=("agenda.run-of-show", "agenda.live"),
        build=ref(f"{HERE}.documents:build_run_of_show"),
        html_template="agenda/run_of_show/documents/run_of_show.html",
        landscape=True,
        options_form=ref(f"{HERE}.web.forms:ShowOptionsForm"),
        position=8,
    ),
    StepKindAddition("agenda.cues", "agenda.session", rows={"cues": ref(f"{HERE}.undo:CUES")}),
    AuditLabels(
        verbs={
            "agenda.items_annotated": _("Items annotated"),
            "agenda.cues_changed": _("Run of show changed"),
            "agenda.cue_begun": _("Cue begun"),
            "agenda.cue_not_begun": _("Cue not begun after all"),
            "agenda.cue_delayed": _("Cue delayed"),
        },
        details={"cues": _("cues"), "items": _("items")},
    ),
)
