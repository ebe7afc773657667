"""Registers silence procedures: pages, mails, the job that ends them, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import DashboardPanel, NavigationView, Record, RecordLinks
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from outcomes.circulations.mail_kinds import KINDS

HERE = "outcomes.circulations"

ENTRIES = (
    *KINDS,
    Provider(Query.TEXT_BLOCKED, ref(f"{HERE}.domain.status:blocked_by_circulation")),
    # The result may be five minutes late; it is never early.
    ScheduledJob("outcomes.silence", f"{HERE}.tasks.silence_task", 5),
    NavigationView(
        "outcomes.circulations",
        "outcomes.plenary",
        _("Silence procedures"),
        "outcomes_secretariat:circulation-list",
        permission="outcomes.find_circulations",
        position=20,
        guide="plenary#silence-procedure",
    ),
    DashboardPanel(
        "outcomes.circulations",
        "outcomes.find_circulations",
        ref(f"{HERE}.dashboard:circulation_decisions"),
        46,
    ),
    RecordLinks(Record.DELEGATION, ref(f"{HERE}.web.links:links_of_delegation"), position=42),
    AuditLabels(
        verbs={
            "outcomes.circulation_started": _("Texts circulated for silence procedure"),
            "outcomes.circulation_extended": _("Deadline of a silence procedure extended"),
            "outcomes.circulation_stopped": _("Silence procedure called off"),
            "outcomes.circulation_ended": _("Silence procedure ended"),
            "outcomes.circulation_objection_made": _("Objection in a silence procedure"),
            "outcomes.circulation_objection_late": _("Late objection recorded"),
            "outcomes.circulation_objection_withdrawn": _("Objection withdrawn"),
            "outcomes.silence_began": _("Circulated for silence procedure"),
            "outcomes.silence_stopped": _("Its silence procedure was called off"),
            "outcomes.silence_broken": _("Not adopted by silence"),
        },
        details={
            "delegation": _("delegation"),
            "objected_to": _("objects to"),
            "texts": _("texts"),
            "adopted": _("adopted"),
            "not_adopted": _("not adopted"),
        },
    ),
)
