"""Registers amendments: the chair's and delegations' pages, the sheet, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook
from confman.conferences.registries import (
    DashboardPanel,
    NavigationView,
    PracticeCleaner,
    Record,
    RecordLinks,
)
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref
from outcomes.amendments.models import AmendmentStatus

HERE = "outcomes.amendments"

ENTRIES = (
    NavigationView(
        "outcomes.amendments",
        "outcomes.plenary",
        _("Amendments"),
        "outcomes_secretariat:amended-texts",
        permission="outcomes.find_amendments",
        position=10,
        words=pgettext_lazy("search", "change proposal"),
        guide="plenary#amendments",
    ),
    Hook(Event.TEXT_WRITTEN, ref(f"{HERE}.domain.edits:lapse_without_basis")),
    DashboardPanel(
        "outcomes.amendments",
        "outcomes.decide_recommendation",
        ref(f"{HERE}.dashboard:amendment_decisions"),
        44,
    ),
    PracticeCleaner(
        "outcomes.amendments",
        _("amendments"),
        ref(f"{HERE}.domain.edits:count_practice_amendments"),
        ref(f"{HERE}.domain.edits:clear_practice_amendments"),
        position=10,
    ),
    RecordLinks(Record.PARTICIPANT, ref(f"{HERE}.web.links:links_of_participant"), position=45),
    RecordLinks(Record.DELEGATION, ref(f"{HERE}.web.links:links_of_delegation"), position=45),
    DocumentKind(
        key="outcomes.amendments",
        label=_("Sheet of amendments"),
        description=_(
            "All amendments by text and paragraph, as tracked changes, in the order in which they are put to the room."
        ),
        permission="outcomes.view_amendments",
        occasion=Occasion.OUTCOMES,
        phases=("during",),
        tabs=("outcomes.amendments",),
        build=ref(f"{HERE}.documents:build_amendments"),
        html_template="outcomes/amendments/documents/amendments.html",
        options_form=ref(f"{HERE}.web.forms:AmendmentsDocumentForm"),
        position=61,
    ),
    AuditLabels(
        verbs={
            "outcomes.amendment_proposed": _("Amendment proposed"),
            "outcomes.amendment_changed": _("Amendment changed"),
            "outcomes.amendment_withdrawn": _("Amendment withdrawn"),
            "outcomes.amendment_co_sponsored": _("Amendment co-sponsored"),
            "outcomes.amendment_support_ended": _("Co-sponsor of an amendment taken out"),
            "outcomes.amendments_ordered": _("Order of amendments changed"),
            "outcomes.amendment_accepted": _("Amendment accepted"),
            "outcomes.amendment_accepted_orally": _("Amendment accepted as orally amended"),
            "outcomes.amendment_rejected": _("Amendment rejected"),
            "outcomes.amendment_fallen": _("Amendment fallen"),
            "outcomes.amendment_reopened": _("Decision on an amendment corrected"),
            "outcomes.amendment_window_set": _("Time for amendments set"),
        },
        values={"from": dict(AmendmentStatus.choices), "to": dict(AmendmentStatus.choices)},
        details={"amendment": _("amendment"), "order": _("order")},
    ),
)
