"""Registers the plenary: its desk, labels of the history for decisions and votes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import ChecklistItem, NavigationItem, Workspace
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref
from outcomes.plenary.models import Majority
from outcomes.recommendations.models.stages import Method

ENTRIES = (
    NavigationItem(
        "outcomes.plenary",
        Workspace.OUTCOMES,
        _("Plenary"),
        "outcomes_secretariat:plenary-desk",
        permission="outcomes.decide_recommendation",
        position=30,
        view=_("Desk"),
        opens_in=("during",),
        opens_if=ref("outcomes.plenary.domain.adoption:plenary_sits"),
        guide="plenary",
        words=pgettext_lazy("search", "adopt vote"),
    ),
    DocumentKind(
        key="outcomes.roll-call",
        official=True,
        label=_("Roll-call sheet"),
        description=_(
            "The delegations with a vote, how each voted, and the result; empty, to call the roll."
        ),
        permission="outcomes.export_recommendations",
        occasion=Occasion.OUTCOMES,
        tabs=("outcomes.plenary",),
        build=ref("outcomes.plenary.documents:build_roll_call"),
        formats=("pdf", "docx", "html", "xlsx", "csv"),
        html_template="outcomes/plenary/documents/roll_call.html",
        sheet=ref("outcomes.plenary.documents:roll_call_sheet"),
        options_form=ref("outcomes.plenary.web.forms:RollCallForm"),
        position=59,
    ),
    ChecklistItem(
        "outcomes.adopt",
        _("Have the recommendations adopted"),
        -1,
        ref("outcomes.plenary.domain.adoption:has_adopted"),
        "outcomes_secretariat:plenary-desk",
    ),
    AuditLabels(
        verbs={
            "outcomes.recommendation_tabled": _("Tabled"),
            "outcomes.recommendation_adopted": _("Adopted"),
            "outcomes.recommendation_not_adopted": _("Not adopted"),
            "outcomes.recommendation_withdrawn": _("Withdrawn"),
            "outcomes.recommendation_deferred": _("Deferred"),
            "outcomes.recommendation_referred": _("Referred back"),
            "outcomes.decision_revoked": _("Decision revoked"),
            "outcomes.votes_recorded": _("How each delegation voted recorded"),
        },
        values={"majority": dict(Majority.choices), "method": dict(Method.choices)},
        details={
            "advance_without": _("languages still missing"),
            "decision": _("decision"),
            "majority": _("needed"),
            "override": _("rule set aside, because"),
        },
    ),
)
