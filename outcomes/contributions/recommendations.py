"""What this floor puts into the registries of the floors below: pages, decisions, tasks, documents, the demo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.audit.labels import register_details, register_verbs
from confman.conferences import registries as r
from confman.conferences.models import Conference, Status
from confman.documents.registry import DocumentKind, document_kinds
from confman.documents.rendering.tables import TABLES
from outcomes.demo import load
from outcomes.follow_up.documents.matrix import build_matrix, matrix_workbook
from outcomes.follow_up.documents.word_matrix import matrix_template
from outcomes.follow_up.domain.actions import waiting_responses
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.follow_up.web.forms.documents import MatrixDocumentForm
from outcomes.imports.documents import build_table, table_renderer
from outcomes.privacy.domain import register_personal_data
from outcomes.publication.web.forms import RecommendationTableForm
from outcomes.recommendations.models.recommendation import Recommendation, Stage
from registrations.core.models.registration import Registration
from registrations.core.registries import OwnDocument, OwnDocuments, own_documents


def register() -> None:
    """Called from AppConfig.ready()."""
    _register_navigation()
    _register_panels()
    _register_tasks()
    _register_documents()
    register_personal_data()
    register_verbs(VERBS)
    register_details(DETAILS)
    own_documents.register(OwnDocuments("outcomes.recommendations", _own_documents, position=40))
    r.demo_steps.register(r.DemoStep("outcomes", load.load, position=80))


# --- Pages ----------------------------------------------------------------------------------------------


def _register_navigation() -> None:
    items = (
        ("recommendations", gettext_lazy("Recommendations"), "recommendation-list", "card-text",
         "outcomes.view_recommendations", 10),
        ("plenary", gettext_lazy("Plenary desk"), "plenary-desk", "hammer", "outcomes.decide_recommendation", 20),
        ("document", gettext_lazy("Outcome document"), "document", "file-earmark-text", "outcomes.view_document", 30),
        ("follow-up", gettext_lazy("Follow-up"), "follow-up", "clipboard-check", "outcomes.view_follow_up", 40),
        ("addressees", gettext_lazy("Addressees"), "addressee-list", "bank", "outcomes.view_follow_up", 50),
        ("report", gettext_lazy("Report"), "report", "bar-chart", "outcomes.view_report", 60),
    )  # fmt: skip
    for key, label, url_name, icon, permission, position in items:
        r.navigation_items.register(
            r.NavigationItem(
                f"outcomes.{key}",
                "outcomes",
                label,
                f"outcomes_secretariat:{url_name}",
                icon,
                permission,
                position,
            )
        )
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "outcomes.recommendations",
            gettext_lazy("Recommendations"),
            "outcomes_public:recommendation-list",
            shown_with=lambda conference: Recommendation.objects.of(conference).published(),
            position=60,
        )
    )
    r.public_pages.register(r.PublicPages("outcomes.recommendations", _published_pages))
    r.public_steps.register(
        r.PublicStep(
            "outcomes.recommendations",
            gettext_lazy("Read the recommendations"),
            "outcomes_public:recommendation-list",
            text=_published_text,
            visible=_has_published,
            emphasis=lambda conference: conference.phase() == "after",
            position=40,
        )
    )


def _published_pages(conference: Conference) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each published recommendation under its permanent address, for search engines."""
    published = Recommendation.objects.of(conference).published().in_order()
    for number in published.filter(document__kind="recommendations").values_list("number", flat=True):
        yield "outcomes_public:recommendation-number", {"number": number}


def _own_documents(registration: Registration, language: str) -> Iterator[OwnDocument]:
    """What was adopted and published: on everyone's documents page."""
    conference = registration.conference
    if _has_published(conference):
        yield OwnDocument(
            gettext_lazy("Adopted recommendations"),
            reverse("outcomes_public:recommendation-list", args=[conference.slug, language]),
            "card-text",
            _published_text(conference),
        )


def _has_published(conference: Conference) -> bool:
    return Recommendation.objects.of(conference).published().exists()


def _published_text(conference: Conference) -> str:
    count = Recommendation.objects.of(conference).published().count()
    return ngettext(
        "%(count)d recommendation was adopted.", "%(count)d recommendations were adopted.", count
    ) % {"count": count}


# --- Decisions ------------------------------------------------------------------------------------------


def _register_panels() -> None:
    panels = (
        ("group-work", "outcomes.view_recommendations", group_work_decisions, 40),
        ("plenary", "outcomes.decide_recommendation", plenary_decisions, 45),
        ("follow-up", "outcomes.edit_follow_up", follow_up_decisions, 50),
    )
    for key, permission, decisions, position in panels:
        r.dashboard_panels.register(r.DashboardPanel(f"outcomes.{key}", permission, decisions, position))


def _list(conference: Conference, **filters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('outcomes_secretariat:recommendation-list', args=[conference.slug])}?{query}"


def _may_any(user: Any, permission: str, found: Any) -> list[Recommendation]:
    return [row for row in found if user.has_perm(permission, row)]


def group_work_decisions(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """Drafts that wait to be submitted, and submitted ones that wait for the group, as far as the user may act."""
    if conference.today() < conference.starts_on and conference.status not in (Status.RUNNING, Status.CLOSED):
        return
    found = list(
        Recommendation.objects.of(conference)
        .filter(stage__in=(Stage.DRAFT, Stage.SUBMITTED))
        .select_related("working_group", "conference")
        .defer("search_text")
    )
    drafts = _may_any(
        user, "outcomes.submit_recommendation", [row for row in found if row.stage == Stage.DRAFT]
    )
    if drafts:
        yield r.Decision(
            title=ngettext(
                "%(count)d draft waits to be submitted to its group",
                "%(count)d drafts wait to be submitted to their group",
                len(drafts),
            )
            % {"count": len(drafts)},
            url=_list(conference, stage="draft"),
            owner=_("rapporteurs of the groups"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Look at them"),
        )
    submitted = _may_any(
        user, "outcomes.agree_recommendation", [row for row in found if row.stage == Stage.SUBMITTED]
    )
    if submitted:
        yield r.Decision(
            title=ngettext(
                "%(count)d recommendation waits for the agreement of its group",
                "%(count)d recommendations wait for the agreement of their group",
                len(submitted),
            )
            % {"count": len(submitted)},
            url=_list(conference, stage="submitted"),
            owner=_("chairs of the groups"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Decide"),
        )


def plenary_decisions(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """What the plenary can adopt, and what is adopted and not yet published."""
    stages = (
        [Stage.TABLED]
        if conference.is_intergovernmental
        else [Stage.TABLED, Stage.AGREED, Stage.CONSOLIDATED]
    )
    counts = dict.fromkeys(("ready", "adopted"), 0)
    for stage in Recommendation.objects.of(conference).values_list("stage", flat=True):
        counts["ready"] += stage in stages
        counts["adopted"] += stage in (Stage.ADOPTED, Stage.ADOPTED_AS_AMENDED)
    if counts["ready"]:
        yield r.Decision(
            title=ngettext(
                "%(count)d recommendation is ready for the plenary",
                "%(count)d recommendations are ready for the plenary",
                counts["ready"],
            )
            % {"count": counts["ready"]},
            url=reverse("outcomes_secretariat:plenary-desk", args=[conference.slug]),
            owner=_("chair of the plenary"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Go to the plenary desk"),
        )
    if counts["adopted"] and user.has_perm("outcomes.publish_recommendation", conference):
        yield r.Decision(
            title=ngettext(
                "%(count)d adopted recommendation is not published yet",
                "%(count)d adopted recommendations are not published yet",
                counts["adopted"],
            )
            % {"count": counts["adopted"]},
            url=reverse("outcomes_secretariat:document", args=[conference.slug]),
            owner=_("rapporteur"),
            action=_("Publish"),
        )


def follow_up_decisions(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """Overdue actions, and addressees that have not answered."""
    today = conference.today()
    overdue = list(
        FollowUpAction.objects.of(conference)
        .overdue(today)
        .order_by("due_on")
        .values_list("due_on", flat=True)
    )
    page = reverse("outcomes_secretariat:follow-up", args=[conference.slug])
    if overdue:
        yield r.Decision(
            title=ngettext(
                "%(count)d follow-up action is overdue",
                "%(count)d follow-up actions are overdue",
                len(overdue),
            )
            % {"count": len(overdue)},
            url=f"{page}?overdue=on",
            owner=_("rapporteur"),
            due=overdue[0],
            urgent=True,
            action=_("Follow up"),
        )
    silent = waiting_responses(conference)
    if silent:
        yield r.Decision(
            title=ngettext(
                "%(count)d response of an addressee is missing",
                "%(count)d responses of addressees are missing",
                silent,
            )
            % {"count": silent},
            url=f"{page}?answer=no-reply",
            detail=_("No reply received does not mean not implemented."),
            owner=_("rapporteur"),
            action=_("Look at them"),
        )


# --- Tasks ----------------------------------------------------------------------------------------------


def _register_tasks() -> None:
    items = (
        ("addressees", gettext_lazy("List the bodies that recommendations may be addressed to"), 14,
         lambda conference: conference.addressees.exists(), "addressee-list"),
        ("preamble", gettext_lazy("Write the preamble of the outcome document"), 7,
         lambda conference: conference.outcome_documents.exclude(preamble={}).exists(), "document"),
        ("adopt", gettext_lazy("Have the recommendations adopted"), -1,
         lambda conference: Recommendation.objects.of(conference).adopted().exists(), "plenary-desk"),
        ("publish", gettext_lazy("Publish the adopted recommendations"), -7, _has_published, "document"),
        ("follow-up", gettext_lazy("Agree on follow-up actions with the addressees"), -30,
         lambda conference: FollowUpAction.objects.of(conference).exists(), "follow-up"),
    )  # fmt: skip
    for key, label, days_before, done, url_name in items:
        r.checklist_items.register(
            r.ChecklistItem(f"outcomes.{key}", label, days_before, done, f"outcomes_secretariat:{url_name}")
        )


# --- Documents ------------------------------------------------------------------------------------------


def _register_documents() -> None:
    document_kinds.register(
        DocumentKind(
            key="outcomes.recommendation-table",
            label=gettext_lazy("Table of recommendations"),
            description=gettext_lazy(
                "Everything on each recommendation, one a row; it can be imported again."
            ),
            permission="outcomes.export_recommendations",
            build=build_table,
            formats=("xlsx", "csv", "ods", "json"),
            renderers={name: table_renderer(name) for name in TABLES},
            options_form=RecommendationTableForm,
            position=61,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="outcomes.follow-up",
            label=gettext_lazy("Follow-up matrix"),
            description=gettext_lazy(
                "What became of each adopted recommendation: responses, actions, status."
            ),
            permission="outcomes.view_follow_up",
            build=build_matrix,
            formats=("pdf", "docx", "xlsx"),
            html_template="outcomes/documents/matrix.html",
            word_template=matrix_template,
            renderers={"xlsx": matrix_workbook},
            options_form=MatrixDocumentForm,
            position=62,
        )
    )


VERBS = {
    "outcomes.recommendation_drafted": gettext_lazy("Recommendation drafted"),
    "outcomes.recommendation_revised": gettext_lazy("Text revised"),
    "outcomes.recommendation_changed": gettext_lazy("Details changed"),
    "outcomes.recommendation_discarded": gettext_lazy("Draft discarded"),
    "outcomes.recommendation_submitted": gettext_lazy("Submitted to the group"),
    "outcomes.recommendation_returned": gettext_lazy("Returned for redrafting"),
    "outcomes.recommendation_agreed": gettext_lazy("Agreed in the group"),
    "outcomes.recommendation_consolidated": gettext_lazy("Consolidated"),
    "outcomes.recommendation_merged": gettext_lazy("Merged into another recommendation"),
    "outcomes.recommendation_tabled": gettext_lazy("Tabled"),
    "outcomes.recommendation_adopted": gettext_lazy("Adopted"),
    "outcomes.recommendation_not_adopted": gettext_lazy("Not adopted"),
    "outcomes.recommendation_withdrawn": gettext_lazy("Withdrawn"),
    "outcomes.recommendation_deferred": gettext_lazy("Deferred"),
    "outcomes.recommendation_referred": gettext_lazy("Referred back"),
    "outcomes.recommendation_published": gettext_lazy("Published"),
    "outcomes.recommendation_imported": gettext_lazy("Imported"),
    "outcomes.recommendations_exported": gettext_lazy("Table of recommendations exported"),
    "outcomes.recommendation_reimported": gettext_lazy("Changed by an import"),
    "outcomes.recommendation_followed_up": gettext_lazy("Status of follow-up changed"),
    "outcomes.document_created": gettext_lazy("Outcome document made"),
    "outcomes.document_changed": gettext_lazy("Outcome document changed"),
    "outcomes.document_published": gettext_lazy("Outcome document published"),
    "outcomes.action_added": gettext_lazy("Follow-up action added"),
    "outcomes.action_changed": gettext_lazy("Follow-up action changed"),
    "outcomes.action_removed": gettext_lazy("Follow-up action removed"),
    "outcomes.action_reported": gettext_lazy("Progress reported"),
    "outcomes.response_recorded": gettext_lazy("Response recorded"),
    "outcomes.indicator_added": gettext_lazy("Indicator added"),
    "outcomes.indicator_changed": gettext_lazy("Indicator changed"),
    "outcomes.indicator_measured": gettext_lazy("Indicator measured"),
    "outcomes.position_recorded": gettext_lazy("Position of a delegation recorded"),
    "outcomes.position_removed": gettext_lazy("Position of a delegation removed"),
    "outcomes.addressee_added": gettext_lazy("Addressee added"),
    "outcomes.addressee_changed": gettext_lazy("Addressee changed"),
    "outcomes.addressee_removed": gettext_lazy("Addressee removed"),
}

DETAILS = {
    "recommendations": gettext_lazy("recommendations"),
    "changes": gettext_lazy("corrected passages"),
    "advance_without": gettext_lazy("languages still missing"),
    "bracket": gettext_lazy("words in brackets"),
    "drafts": gettext_lazy("drafts"),
    "editorial": gettext_lazy("editorial change"),
    "into": gettext_lazy("became"),
    "overridden": gettext_lazy("rules set aside"),
    "passages": gettext_lazy("passages"),
    "days": gettext_lazy("days before the date"),
    "by_link": gettext_lazy("by personal link"),
    "award number": gettext_lazy("award number"),
}
