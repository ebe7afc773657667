"""The list of recommendations, the page of one, its details, its text in each language, its versions."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.rooms.models import WorkingGroup
from confman.conferences.registries import Link, ListAction
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ActionFormView, ConfirmView, VerbFormView, history_of
from outcomes.amendments.domain.checks import is_amendable, is_open_for_amendments
from outcomes.desk.web.tables import RecommendationTable
from outcomes.drafting.domain.group_stages import (
    agree_recommendation,
    consolidate_recommendation,
    submit_recommendation,
)
from outcomes.drafting.web.group_base import RecommendationDraftMixin, SecretariatArea
from outcomes.drafting.web.views.discussion import DiscussedMixin
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.domain.revocation import may_revoke
from outcomes.plenary.domain.votes import Vote
from outcomes.plenary.models import Adoption
from outcomes.publication.domain.issues import may_record
from outcomes.recommendations.domain.origins import became_of, origins_of
from outcomes.recommendations.domain.transitions import AvailableTransition, available, may
from outcomes.recommendations.domain.versions import (
    change_details,
    discard_draft,
    draft_recommendation,
    may_translate,
    may_write,
    why_draft_stays,
)
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.domain.wording import count_brackets
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import STAGES, WAY, Method, Stage
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.recommendations.web.base import LIST, BackToRecommendation, RecommendationMixin, side_by_side
from outcomes.recommendations.web.forms import DraftForm, RecommendationDetailsForm, RecommendationFilter
from outcomes.register.domain.documents import may_be_issued, series_of_texts
from outcomes.register.models import RegisteredDocument
from outcomes.register.web.views.texts import ISSUE

# The actions that lead on along the way of a recommendation.
NEXT_STEPS = ("submit", "agree", "table", "adopt", "publish")


class RecommendationListView(ActionsMixin, ListView):
    """The list of all recommendations that the user may read, with filters and search."""

    permission = "outcomes.view_recommendations"
    template_name = "outcomes/desk/recommendation_list.html"
    navigation_key = "outcomes.recommendations"
    table, filter = RecommendationTable, RecommendationFilter
    is_walked = True
    edit_permission = "outcomes.consolidate_recommendation"
    bulk_name = "outcomes_secretariat:merge"
    primary_action = "submit"
    bulk_actions = (("merge", gettext_lazy("Merge")),)
    actions = (
        ListAction(key="submit", label=gettext_lazy("Submit to the group"), verb=submit_recommendation),
        ListAction(key="agree", label=gettext_lazy("Agreed in the group"), verb=agree_recommendation),
        ListAction(key="consolidate", label=gettext_lazy("Consolidate"), verb=consolidate_recommendation),
        ISSUE,
    )
    sorts_keys = True
    export_name = "outcomes_secretariat:table-export"
    export_permission = "outcomes.export_recommendations"
    row_page = "recommendation"

    def get_rows(self) -> Any:
        return readable_recommendations(self.request.user, self.conference).in_document_order()

    def whole_rows(self, keys: Any) -> Any:
        rows = Recommendation.objects.for_list().in_bulk(keys)
        for row in rows.values():
            row.conference = self.conference
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = []
        if self.allows("outcomes.import_recommendations"):
            links.append(Link(_("Import a table"), self.url_of("outcomes_secretariat:table-import")))
        may_draft = self.allows("outcomes.draft_recommendation")
        if may_draft:
            links.append(Link(_("Import texts"), self.url_of("outcomes_secretariat:text-import")))
        for group in WorkingGroup.objects.of(self.conference).select_related("conference"):
            if self.request.user.has_perm("outcomes.enter_room", group):
                address = self.to("room", group.code)
                links.append(Link(_("Room of %(group)s") % {"group": group}, address))
        return super().get_context_data(may_draft=may_draft, links=links, **kwargs)


class RecommendationView(DiscussedMixin, RecommendationMixin, SecretariatArea, SecretariatView):
    """The page of one recommendation: its texts side by side, the possible actions, its origin, the discussion."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/desk/recommendation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.recommendation, self.acting_user
        version = row.current_version
        adoptions = decisions_on(row)
        in_force = [adoption for adoption in adoptions if adoption.revoked_at is None]
        may_decide = user.has_perm("outcomes.decide_recommendation", row)
        actions = [action for action in available(row, user) if _is_offered(action, row)]
        next_action = next((action for action in actions if action.transition.name in NEXT_STEPS), None)
        return super().get_context_data(
            stages=stages_of(row),
            next_action=next_action,
            links=self.links(),
            ends=self.closing_links(),
            texts=side_by_side(version, self.conference.languages),
            brackets=count_brackets(row.body),
            actions=[action for action in actions if action is not next_action],
            may_write=may_write(row, user) or may_translate(row, user),
            may_change=may(user, "outcomes.edit_recommendation", row) and not row.is_closed,
            may_decide=may_decide,
            versions=row.versions.select_related("author", "person")
            .prefetch_related("merged_from__recommendation", "credited__proposer", "credited__co_sponsors")
            .order_by("-number"),
            adoptions=adoptions,
            formula=adoption_formula(in_force, language=self.request.LANGUAGE_CODE),
            may_take_positions=may_record(row, user),
            # A recorded vote of which only the tallies were stored.
            may_record_vote=may_decide
            and not row.facts.is_published
            and any(
                decision.method == Method.RECORDED_VOTE and not decision.votes.all() for decision in in_force
            ),
            positions=row.positions.select_related("delegation"),
            origins=origins_of(row),
            became=became_of(row),
            open_comments=row.comments.open().filter(answer_to=None).count(),
            **self.discussion(version),
            issued_as=self.issued_as(),
            amendments_url=self.amendments_url(),
            window_url=self.window_url(),
            open_amendments=sum(amendment.is_open for amendment in row.amendment_states),
            entries=history_of(row) if self.may_read_history() else [],
            **kwargs,
        )

    def discussion(self, version: RecommendationVersion | None) -> dict[str, Any]:
        """Return the context of the discussion of the text, in the reader's language if the text has that."""
        if version is None:
            return {}
        self.version, language = version, self.request.LANGUAGE_CODE
        self.language = language if language in version.languages else version.original_language
        address = f"{self.page_of('discussion')}?language={self.language}"
        return {**self.discussed(), "here": address, "back": "recommendation"}

    def siblings(self) -> Any:
        """Return the recommendations of the same group that the user may read."""
        rows = readable_recommendations(self.request.user, self.conference)
        return rows.filter(working_group=self.recommendation.working_group).in_document_order()

    def links(self) -> list[Link]:
        row, user = self.recommendation, self.acting_user
        page_links = []
        if row.is_followed_up and user.has_perm("outcomes.view_follow_up", row):
            page_links.append(Link(_("Follow-up"), self.page_of("recommendation-follow-up")))
        may_issue = may_be_issued(row) and row.current_version and user.has_perm("outcomes.issue_text", row)
        if may_issue and series_of_texts(self.conference).exists():
            page_links.append(Link(_("Issue as a draft decision"), self.page_of("text-issue")))
        return page_links

    def issued_as(self) -> Any:
        """Return the documents of the register as which the text was issued, if the user may see them."""
        if not self.may("outcomes.view_register"):
            return ()
        rows = RegisteredDocument.objects.of_text(self.recommendation).exclude(symbol="")
        return rows if self.may("outcomes.read_restricted_documents") else rows.not_restricted()

    def closing_links(self) -> list[Link]:
        """Return links to revoke the decision or to discard the draft."""
        row, user = self.recommendation, self.acting_user
        links = []
        if may_revoke(row, user):
            links.append(Link(_("Revoke the decision"), self.page_of("revoke")))
        if row.facts.is_draft and may(user, "outcomes.edit_recommendation", row):
            links.append(Link(_("Discard"), self.page_of("discard")))
        return links

    def amendments_url(self) -> str:
        """Return the address of the amendments if there are or could be any; '' for an expert meeting without any."""
        row = self.recommendation
        is_asked = row.facts.is_tabled or is_open_for_amendments(row)
        if (is_asked or row.amendment_states) and self.request.user.has_perm("outcomes.view_amendments", row):
            return self.page_of("amendments")
        return ""

    def window_url(self) -> str:
        """Return the address at which staff may ask for amendments to what an expert meeting has agreed; else ''."""
        row = self.recommendation
        has_window = row.facts.is_tabled or not is_amendable(row) or self.amendments_url()
        if has_window or not may(self.acting_user, "outcomes.table_recommendation", row):
            return ""
        return self.page_of("amendment-window")


def stages_of(row: Recommendation) -> list[tuple[Any, str]]:
    """Return the way of a recommendation: label of each stage, and "done", "now" or "" if it is ahead.

    Empty for one that has left the way: merged, withdrawn, deferred.
    """
    stop = row.facts.stop
    if not stop:
        return []
    is_tabled = row.conference.is_intergovernmental or row.facts.is_tabled
    way = [stage for stage in WAY if is_tabled or not STAGES[stage].is_tabled]
    states = ["done"] * way.index(Stage(stop)) + ["now"] + [""] * len(way)
    return [(step.label, state) for step, state in zip(way, states, strict=False)]


def decisions_on(row: Recommendation) -> list[Adoption]:
    """List every decision, including revoked ones, each with `vote_lines`: the votes, if they were recorded."""
    rows = row.adoptions.select_related("session", "chair", "rapporteur", "revoked_by")
    adoptions = list(rows.prefetch_related("votes__delegation"))
    for adoption in adoptions:
        adoption.recommendation = row
        votes = adoption.votes.all()
        by_choice = ((label, [v for v in votes if v.vote == choice]) for choice, label in Vote.choices)
        adoption.vote_lines = [  # type: ignore[attr-defined]
            {"label": label, "names": ", ".join(str(vote.delegation) for vote in group)}
            for label, group in by_choice
            if group
        ]
    return adoptions


def _is_offered(action: AvailableTransition, row: Recommendation) -> bool:
    """Tell whether the action is offered: an expert meeting tables only a text that comes before its plenary again."""
    is_tabled_here = row.facts.comes_again or row.conference.is_intergovernmental
    return action.transition.name != "table" or bool(is_tabled_here)


class DraftView(VerbFormView):
    """A new draft."""

    permission = "outcomes.draft_recommendation"
    navigation_key = "outcomes.recommendations"
    form_class = DraftForm
    heading = gettext_lazy("Draft a recommendation")
    submit = gettext_lazy("Save the draft")
    success_name = "outcomes_secretariat:recommendation"
    verb = draft_recommendation
    success_message = gettext_lazy("The draft was saved as %(ref)s.")
    message_names = {"ref": "object.working_ref"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_values(self, form: DraftForm) -> dict[str, Any]:
        return {
            "paragraphs": form.paragraphs,
            "working_group": form.cleaned_data.get("working_group"),
            "details": form.details(),
            **form.several(by=self.acting_user, language=self.conference.default_language),
        }

    @transaction.atomic
    def perform(self, form: DraftForm) -> Any:
        return super().perform(form)


class RecommendationDiscardView(BackToRecommendation, ConfirmView):
    """The page that removes a draft that was never submitted."""

    permission = "outcomes.edit_recommendation"
    question = gettext_lazy("Discard %(ref)s?")
    consequence = gettext_lazy("The draft and its versions are deleted. This cannot be undone.")
    action = gettext_lazy("Discard the draft")
    danger = True
    verb = discard_draft
    why_kept = why_draft_stays
    success_message = gettext_lazy("%(ref)s was discarded.")
    message_names = {"ref": "recommendation.working_ref"}

    def get_success_url(self) -> str:
        is_discarded = self.recommendation.pk is None
        return reverse(LIST, args=[self.conference.slug]) if is_discarded else self.page_of("recommendation")


class DetailsView(RecommendationDraftMixin, ActionFormView):
    """The page with all details; an addressee or a theme that the list lacks is typed in here."""

    permission = "outcomes.edit_recommendation"
    template_name = "outcomes/desk/details.html"
    form_class = RecommendationDetailsForm

    @transaction.atomic
    def perform(self, form: RecommendationDetailsForm) -> Any:
        by = self.acting_user
        several = form.several(by=by, language=self.conference.default_language)
        change_details(self.recommendation, by=by, details=form.details(), **several)
        return _("The details were saved.")

    def get_success_url(self) -> str:
        return self.own_page()
