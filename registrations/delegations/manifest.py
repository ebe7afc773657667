"""Registers delegations: a page, documents, decisions, personal data, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.registries import (
    ChecklistItem,
    CloneStep,
    DashboardPanel,
    NavigationItem,
    PracticeCleaner,
    Workspace,
)
from confman.conferences.search_registries import SearchAction, SearchKind, all_of, attributes
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import Placeholder, ScheduledJob
from confman.mailings.registries import MailingAudience
from confman.people.registries import PersonRecords
from confman.registries import ref
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject
from registrations.delegations.models import PaperKind

HERE = "registrations.delegations"

ENTRIES = (
    ApiScope(
        "registrations.view_own_delegations", _("Read my own delegations, as their focal point"), position=46
    ),
    ApiScope(
        "registrations.name_members",
        _("Name, replace and withdraw members of my own delegations"),
        position=47,
    ),
    ScheduledJob("registrations.delegation_news", f"{HERE}.domain.daily_news.tell_focal_points", minutes=60),
    ApiRoutes("registrations.delegations", ref(f"{HERE}.web.api:routes"), position=51),
    ApiScope("registrations.view_delegations", _("Read the delegations"), position=43),
    MailingAudience(
        "registrations.focal_points",
        _("Focal points of delegations"),
        "registrations.view_delegations",
        form=ref(f"{HERE}.web.audience:DelegationAudienceForm"),
        people=ref(f"{HERE}.web.audience:people_of"),
        placeholders=(
            Placeholder("link", _("the delegation's page"), "https://example.org/…/delegation/link/…"),
            Placeholder("delegation", _("name of the delegation"), _("Sample delegation")),
        ),
        values=ref(f"{HERE}.web.audience:values_of"),
        position=20,
    ),
    SearchKind(
        "registrations.delegations",
        _("Delegations"),
        "flag",
        "registrations.view_delegations",
        "registrations_secretariat:delegation",
        all_of("registrations.Delegation", "sort_key", "id"),
        attributes("__str__", "get_kind_display"),
        ("name", "kind"),
        list_name="registrations_secretariat:delegation-list",
        position=30,
    ),
    SearchAction(
        "registrations.delegation_add",
        _("Add a delegation"),
        "registrations_secretariat:delegation-add",
        "registrations.edit_delegations",
    ),
    NavigationItem(
        "registrations.delegations",
        Workspace.PEOPLE,
        _("Delegations"),
        "registrations_secretariat:delegation-list",
        permission="registrations.view_delegations",
        position=20,
        guide="delegations",
        first_for={"protocol": ""},
        words=pgettext_lazy("search", "quota country head focal point"),
    ),
    DashboardPanel(
        "registrations.names",
        "registrations.approve_delegation_names",
        ref(f"{HERE}.dashboard:protocol_decisions"),
        position=15,
        until_end=True,
    ),
    DashboardPanel(
        "registrations.papers",
        "registrations.judge_credentials",
        ref(f"{HERE}.dashboard:paper_decisions"),
        position=16,
    ),
    ChecklistItem(
        "registrations.names",
        _("Have protocol approve the names of delegations"),
        10,
        ref(f"{HERE}.dashboard:every_name_is_approved"),
        "registrations_secretariat:delegation-list",
        query="all",
    ),
    DocumentKind(
        key="registrations.delegation",
        label=_("List of a delegation, for signature"),
        description=_(
            "The people a delegation has named, in the order of functions, with room to sign and stamp."
        ),
        permission="registrations.view_delegations",
        occasion=Occasion.PEOPLE,
        tabs=("registrations.delegations",),
        build=ref(f"{HERE}.documents:build_delegation_lists"),
        html_template="registrations/delegations/documents/delegation_lists.html",
        options_form=ref(f"{HERE}.web.forms:OneDelegationForm"),
        sensitive=True,
        position=12,
    ),
    DocumentKind(
        key="registrations.delegations_report",
        label=_("Delegations and credentials"),
        description=_("Every delegation with its head, its numbers, the papers received and their state."),
        permission="registrations.view_delegations",
        occasion=Occasion.PEOPLE,
        tabs=("registrations.delegations",),
        build=ref(f"{HERE}.documents:build_delegations_report"),
        formats=("pdf", "docx", "xlsx"),
        html_template="registrations/delegations/documents/delegations_report.html",
        landscape=True,
        sheet=ref(f"{HERE}.documents:delegations_sheet"),
        sensitive=True,
        position=14,
    ),
    PersonRecords(
        "registrations.delegation_papers",
        _("Papers of the delegation"),
        ref(f"{HERE}.domain.papers:collect_papers"),
        ref(f"{HERE}.domain.papers:erase_papers"),
        position=32,
    ),
    PracticeCleaner(
        "registrations.papers",
        _("papers of delegations"),
        ref(f"{HERE}.domain.papers:count_practice_papers"),
        ref(f"{HERE}.domain.papers:clear_practice_papers"),
        position=15,
    ),
    AuditLabels(
        verbs={
            "registrations.delegation_added": _("Delegation added"),
            "registrations.delegation_changed": _("Delegation changed"),
            "registrations.delegation_deleted": _("Delegation deleted"),
            "registrations.delegation_name_approved": _("Name of the delegation approved"),
            "registrations.function_set": _("Function in the delegation changed"),
            "registrations.named_instead": _("Named in the place of someone else"),
            "registrations.paper_sent_in": _("Paper sent in"),
            "registrations.paper_replaced": _("Paper replaced by another"),
            "registrations.paper_taken_back": _("Paper taken back"),
            "registrations.paper_deleted": _("Paper deleted"),
            "registrations.papers_looked_at": _("Papers looked at"),
            "registrations.credentials_set": _("State of the credentials set"),
            "registrations.delegation_list_made": _("List of the delegation made"),
            "registrations.focal_point_added": _("Focal point added"),
            "registrations.focal_point_removed": _("Focal point removed"),
            "registrations.focal_point_link_sent": _("Link sent to the focal point"),
        },
        values={"kind": dict(PaperKind.choices)},
    ),
    CloneStep(
        key="registrations.delegations",
        workspace=Workspace.PEOPLE,
        label=_("Names of delegations"),
        help=_("Without members, focal points and credentials."),
        models=("registrations.Delegation",),
        anew=("taken", "credentials", "credentials_note"),
        position=25,
    ),
    WebhookSubject(
        "delegation",
        _("Delegations"),
        RowFacts("registrations_secretariat:delegation", {"kind": "kind", "country": "country"}),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/delegations/0190f5fe-7c00-7a00-8000-000000000001/",
            "kind": "state",
            "country": "UZ",
        },
        events=(
            WebhookEvent("added", _("Delegation added"), ("registrations.delegation_added",)),
            WebhookEvent(
                "changed",
                _("Delegation changed"),
                ("registrations.delegation_changed", "registrations.delegation_name_approved"),
            ),
            WebhookEvent(
                "credentials_set", _("State of the credentials set"), ("registrations.credentials_set",)
            ),
            WebhookEvent("deleted", _("Delegation deleted"), ("registrations.delegation_deleted",)),
        ),
        position=32,
    ),
)
