"""Registers the desk: pages of recommendations, document, addressees, decisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.conferences.registries import (
    ChecklistItem,
    DashboardPanel,
    NavigationItem,
    NavigationView,
    Workspace,
)
from confman.conferences.search_registries import SearchKind, all_of, attributes
from confman.registries import ref

HERE = "outcomes.desk"

ENTRIES = (
    ApiRoutes("outcomes.desk", ref(f"{HERE}.web.api:routes"), position=75),
    ApiScope("outcomes.view_recommendations", _("Read the drafts of recommendations"), position=60),
    SearchKind(
        "outcomes.recommendations",
        _("Recommendations"),
        "card-text",
        "outcomes.export_recommendations",
        "outcomes_secretariat:recommendation",
        ref(f"{HERE}.web.search:recommendations"),
        ref(f"{HERE}.web.search:recommendation_in_words"),
        keys=("working_ref", "number_in_force", "symbol"),
        list_name="outcomes_secretariat:recommendation-list",
        position=60,
    ),
    SearchKind(
        "outcomes.addressees",
        _("Addressees"),
        "bank",
        "outcomes.view_follow_up",
        "outcomes_secretariat:addressee-follow-up",
        all_of("outcomes.Addressee"),
        attributes("__str__"),
        ("name",),
        list_name="outcomes_secretariat:addressee-list",
        position=90,
    ),
    NavigationItem(
        "outcomes.recommendations",
        Workspace.OUTCOMES,
        _("Recommendations"),
        "outcomes_secretariat:recommendation-list",
        permission="outcomes.view_recommendations",
        position=10,
        works="outcomes.draft_recommendation",
        guide="recommendations",
        first_for={"rapporteur": ""},
    ),
    NavigationItem(
        "outcomes.document",
        Workspace.OUTCOMES,
        _("Outcome document"),
        "outcomes_secretariat:document",
        permission="outcomes.view_document",
        position=40,
        works="outcomes.edit_document",
        guide="outcome-document",
        words=pgettext_lazy("search", "resolution declaration preamble final"),
    ),
    NavigationView(
        "outcomes.addressees",
        "outcomes.follow-up",
        _("Addressees"),
        "outcomes_secretariat:addressee-list",
        permission="outcomes.view_follow_up",
        position=50,
        words=pgettext_lazy("search", "ministry body"),
        guide="follow-up#who-answers",
    ),
    DashboardPanel(
        "outcomes.group-work",
        "outcomes.view_recommendations",
        ref(f"{HERE}.dashboard:group_work_decisions"),
        40,
    ),
    DashboardPanel(
        "outcomes.plenary", "outcomes.decide_recommendation", ref(f"{HERE}.dashboard:plenary_decisions"), 45
    ),
    ChecklistItem(
        "outcomes.addressees",
        _("List the bodies that recommendations may be addressed to"),
        14,
        ref(f"{HERE}.dashboard:has_addressees"),
        "outcomes_secretariat:addressee-list",
        query="all",
    ),
    ChecklistItem(
        "outcomes.preamble",
        _("Write the preamble of the outcome document"),
        7,
        ref(f"{HERE}.dashboard:has_preamble"),
        "outcomes_secretariat:document",
    ),
    ChecklistItem(
        "outcomes.publish",
        _("Publish the adopted recommendations"),
        -7,
        ref(f"{HERE}.dashboard:has_published"),
        "outcomes_secretariat:document",
    ),
)
