"""Transitions of one recommendation, mergers, positions of delegations."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.translation.languages import language_name
from confman.web.forms.selection import chosen_keys
from outcomes.desk.web.forms import PositionForm
from outcomes.drafting.domain import group_stages
from outcomes.plenary.domain import adoption
from outcomes.plenary.web.forms import (
    AdoptForm,
    OverrideForm,
    PlainForm,
    PlenaryReasonForm,
    RejectForm,
    TablingForm,
)
from outcomes.publication.domain.issues import (
    is_issued,
    publish_recommendations,
    record_position,
    remove_position,
)
from outcomes.recommendations.domain.plain_text import as_plain_text
from outcomes.recommendations.domain.transitions import TRANSITIONS, available
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.base import BackToRecommendation, ReturnToPlenaryMixin, side_by_side
from outcomes.recommendations.web.forms import RecommendationMergeForm
from outcomes.recommendations.web.sitting import sitting_initial
from outcomes.register.domain.documents import draft_symbol_of
from outcomes.register.domain.series import next_draft_symbol


class RecommendationTransitionView(ReturnToPlenaryMixin, VerbFormView):
    """The page for one action of the state machine: it shows the obstacles, and the form of the action.

    The table of transitions gives its permission and its heading.
    """

    template_name = "outcomes/desk/transition.html"
    transition = ""
    form_class: Any = PlainForm
    message_names = {"what": "recommendation.label"}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.transition:
            cls.permission = TRANSITIONS[cls.transition].permission

    def prepare(self) -> None:
        super().prepare()
        self.heading = self.submit = TRANSITIONS[self.transition].label_for(self.recommendation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        transition = TRANSITIONS[self.transition]
        return super().get_context_data(
            transition=transition,
            possible=transition.starts_from(self.recommendation),
            obstacles=transition.obstacles(self.recommendation),
            texts=side_by_side(self.recommendation.current_version, self.conference.languages),
            **kwargs,
        )

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        # A rule that stands in the way is set aside, if it can be and the user may.
        if "override" in form.fields and not self.can_override:
            del form.fields["override"]
        return form

    @property
    def can_override(self) -> bool:
        actions = available(self.recommendation, self.request.user)
        return any(action.can_override for action in actions if action.transition.name == self.transition)


class SubmitView(RecommendationTransitionView):
    transition = "submit"
    form_class = OverrideForm
    success_message = gettext_lazy("%(what)s was submitted.")
    verb = group_stages.submit_recommendation


class AgreeView(RecommendationTransitionView):
    transition = "agree"
    form_class = OverrideForm
    success_message = gettext_lazy("The agreement to %(what)s was recorded.")
    verb = group_stages.agree_recommendation


class RecommendationReturnView(RecommendationTransitionView):
    transition = "return"
    form_class = PlenaryReasonForm
    success_message = gettext_lazy("%(what)s was returned for redrafting.")
    verb = group_stages.return_recommendation


class ConsolidateView(RecommendationTransitionView):
    transition = "consolidate"
    success_message = gettext_lazy("%(what)s is consolidated.")
    verb = group_stages.consolidate_recommendation


class TablingView(RecommendationTransitionView):
    transition = "table"
    form_class = TablingForm
    success_message = gettext_lazy("%(what)s was tabled; its text is frozen.")
    verb = adoption.table_recommendation

    def get_initial(self) -> dict[str, Any]:
        row = self.recommendation
        symbol = row.symbol or draft_symbol_of(row) or next_draft_symbol(self.conference)
        return {**super().get_initial(), "symbol": symbol}


class AdoptView(RecommendationTransitionView):
    """The page for the adoption of one recommendation; with `?amend=ru` as orally amended in that language."""

    transition = "adopt"
    form_class = AdoptForm
    verb = adoption.adopt_recommendation
    success_message = gettext_lazy("Adopted as %(what)s.")

    @property
    def amended_language(self) -> str:
        language = self.request.GET.get("amend", "")
        return language if language in self.conference.languages else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "amended_language": self.amended_language}

    def get_initial(self) -> dict[str, Any]:
        text = as_plain_text(self.recommendation.body, self.amended_language)
        sitting = sitting_initial(self.request, self.conference)
        return {**super().get_initial(), **sitting, "amended_text": text}

    def get_values(self, form: AdoptForm) -> dict[str, Any]:
        body, text = self.recommendation.body, form.cleaned_data.get("amended_text") or ""
        read_out = bool(body and text.strip())
        return {
            "decision": form.decision(),
            "amendment": adoption.as_read_out(body, self.amended_language, text) if read_out else None,
            "reason": form.cleaned_data["reason"],
            "override": form.cleaned_data.get("override", ""),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.recommendation.current_version
        return super().get_context_data(
            amend_languages=[
                {"code": code, "name": language_name(code), "active": code == self.amended_language}
                for code in self.conference.languages
                if version and code in version.languages
            ],
            amended=bool(self.amended_language),
            **kwargs,
        )


class RecommendationRejectView(RecommendationTransitionView):
    transition = "reject"
    form_class = RejectForm
    verb = adoption.reject_recommendation
    success_message = gettext_lazy("It was recorded that %(what)s was not adopted.")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **sitting_initial(self.request, self.conference)}

    def get_values(self, form: RejectForm) -> dict[str, Any]:
        return {"decision": form.decision(), "reason": form.cleaned_data["reason"]}


class _SetAsideView(RecommendationTransitionView):
    form_class = PlenaryReasonForm
    verb = adoption.set_aside

    def get_values(self, form: PlenaryReasonForm) -> dict[str, Any]:
        return {"name": self.transition, "reason": form.cleaned_data["reason"]}


class RecommendationWithdrawView(_SetAsideView):
    transition = "withdraw"
    success_message = gettext_lazy("%(what)s was withdrawn.")


class DeferView(_SetAsideView):
    transition = "defer"
    success_message = gettext_lazy("%(what)s was deferred.")


class ReferView(_SetAsideView):
    transition = "refer"
    success_message = gettext_lazy("%(what)s was referred back.")


class RecommendationPublishView(RecommendationTransitionView):
    transition = "publish"
    success_message = gettext_lazy("%(what)s is published: everyone can read it now.")

    def perform(self, form: PlainForm) -> str:
        publish_recommendations([self.recommendation], by=self.acting_user)
        return self.format_message(self.success_message)


# --- Several --------------------------------------------------------------------------------------------


class MergeView(VerbFormView):
    """The page that merges several agreed recommendations into one; the originals are kept."""

    permission = "outcomes.consolidate_recommendation"
    navigation_key = "outcomes.recommendations"
    template_name = "outcomes/desk/merge.html"
    form_class = RecommendationMergeForm
    heading = gettext_lazy("Merge recommendations")
    lead = gettext_lazy("The originals are kept, and each names the recommendation it was merged into.")
    submit = gettext_lazy("Merge them")
    success_name = "outcomes_secretariat:recommendation"
    verb = group_stages.merge_recommendations
    success_message = gettext_lazy("They were merged into %(ref)s.")
    message_names = {"ref": "object.working_ref"}

    def get_object(self) -> list[Recommendation]:
        return self.chosen(self.request.GET.getlist("selected"))

    def chosen(self, keys: list[str]) -> list[Recommendation]:
        """Return the chosen recommendations that the user may read."""
        readable = readable_recommendations(self.request.user, self.conference)
        rows = readable.filter(pk__in=chosen_keys(keys)).with_text().select_related("conference")
        return list(rows.in_document_order())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "action" in request.POST:  # of the list, in which they were chosen
            parameters = [("selected", row.pk) for row in self.chosen(request.POST.getlist("selected"))]
            return HttpResponseRedirect(f"{request.path}?{urlencode(parameters)}")
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        joined = group_stages.joined_paragraphs(self.object)
        texts = {code: as_plain_text(joined, code) for code in self.conference.languages}
        return {"text": {code: text for code, text in texts.items() if text}}

    def get_values(self, form: RecommendationMergeForm) -> dict[str, Any]:
        return {"paragraphs": form.paragraphs, "reason": form.cleaned_data["reason"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        merge = TRANSITIONS["merge"]
        return super().get_context_data(
            originals=self.object,
            unfit=[row for row in self.object if not merge.starts_from(row)],
            enough=len(self.object) > 1,
            **kwargs,
        )


# --- Positions of delegations -----------------------------------------------------------------------------


def issue_note(recommendation: Recommendation) -> str:
    """Say what recording or removing a position does to a document that is already published; else ''."""
    if not is_issued(recommendation):
        return ""
    return _("The document is published: it is issued again with this change, as a revision (Rev.).")


class PositionAddView(ReturnToPlenaryMixin, VerbFormView):
    permission = "outcomes.decide_recommendation"
    form_class = PositionForm
    heading = gettext_lazy("Record a reservation or a statement")

    @property
    def lead(self) -> Any:
        return issue_note(self.recommendation)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "made_on": self.conference.today()}

    def perform(self, form: PositionForm) -> Any:
        record_position(self.recommendation, by=self.acting_user, values=form.cleaned_data)
        if is_issued(self.recommendation):
            return _("It was recorded, and the document was issued again with it, as a revision.")
        return _("It was recorded, and will appear in the document.")


class PositionRemoveView(BackToRecommendation, ConfirmView):
    permission = "outcomes.decide_recommendation"
    question = gettext_lazy("Remove “%(position)s”?")
    action = gettext_lazy("Remove it")
    danger = True
    verb = remove_position
    success_message = gettext_lazy("It was removed.")
    message_names = {"position": "object"}
    part = ("positions", "position")

    def get_consequence(self) -> str:
        sentence = _("It will no longer appear in the document; the history records that it was removed.")
        return f"{sentence} {issue_note(self.recommendation)}".strip()
