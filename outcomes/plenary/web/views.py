"""The plenary desk: the document in order, in the chair’s words; a recorded vote; a mistaken decision revoked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.verb_views import VerbFormView
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.forms.selection import chosen_keys
from outcomes.plenary.domain import adoption as plenary
from outcomes.plenary.domain.adoption_wording import spoken_formula, spoken_result
from outcomes.plenary.domain.revocation import may_revoke, revocation_obstacles, revoke_decision
from outcomes.plenary.domain.votes import (
    Vote,
    is_carried,
    record_votes,
    tallies_of,
    votes_revoked,
    voting_delegations,
)
from outcomes.plenary.exchange import read_votes
from outcomes.plenary.models import Adoption
from outcomes.plenary.web.forms import RevokeForm, SittingForm, VoteForm
from outcomes.recommendations.domain.transitions import TRANSITIONS, may
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Method, Stage, stages_where
from outcomes.recommendations.web.base import RecommendationMixin, ReturnToPlenaryMixin, side_by_side
from outcomes.recommendations.web.sitting import (
    language_choices,
    methods_of,
    save_sitting,
    sitting_initial,
    sitting_of,
)

# Stages of texts before the plenary can have them.
COMING = stages_where(lambda facts: facts.stop and facts.is_discussed)
# The buttons of the desk, each with the id of its recommendation.
ACTIONS = ("one", "reject", "defer", "refer", "withdraw")


class PlenaryDeskView(SecretariatMixin, TemplateView):
    """The desk. `?at=` selects the text; by default the first undecided one. Choices for the sitting are kept."""

    permission = "outcomes.decide_recommendation"
    template_name = "outcomes/plenary/plenary_desk.html"
    navigation_key = "outcomes.plenary"

    def prepare(self) -> None:
        super().prepare()
        self.sitting = sitting_of(self.request, self.conference)

    def ready(self) -> list[Recommendation]:
        """List the recommendations that the plenary can decide on, in the order of the document."""
        adopt = TRANSITIONS["adopt"]
        recommendations = Recommendation.objects.of(self.conference).filter(
            stage__in=adopt.all_sources(self.conference)
        )
        return list(recommendations.with_text().select_related("conference", "document").in_document_order())

    # --- Deciding ---------------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SittingForm(request.POST, conference=self.conference)
        ready = self.ready()
        action = next((name for name in ACTIONS if name in request.POST), "")
        sent = [request.POST[action]] if action else request.POST.getlist("selected")
        keys = chosen_keys(sent)
        recommendations = [row for row in ready if row.pk in keys]
        if form.is_valid():
            save_sitting(request, self.conference)
            try:
                if "keep" in request.POST:
                    return HttpResponseRedirect(self._desk_url())
                if not recommendations:
                    raise Refused(
                        _(
                            "Choose the texts that were adopted. Texts that someone else has decided meanwhile "
                            "are no longer listed."
                        )
                    )
                answer = self._decide(action, recommendations, form)
            except (Refused, ValidationError) as error:
                put_errors(form, error)
            else:
                return answer
        self.sitting["method"] = form.data.get("method") or self.sitting["method"]
        return self.render_to_response(
            self.get_context_data(form=form, ready=ready, at=keys[0] if action and keys else None)
        )

    def _decide(self, action: str, recommendations: list[Recommendation], form: SittingForm) -> HttpResponse:
        decision, reason, by = form.decision(), form.cleaned_data["reason"], self.acting_user
        if action in ("defer", "refer", "withdraw"):
            plenary.set_aside(recommendations[0], action, by=by, reason=reason)
            status = recommendations[0].get_stage_display()
            return self._decided(recommendations, f"{recommendations[0].label}: {status}.")
        if decision.method == Method.RECORDED_VOTE:
            if not action:
                raise Refused(_("A recorded vote is taken on one text at a time: enter the votes for each."))
            return HttpResponseRedirect(self.to("vote", recommendations[0].pk))
        if action == "reject":
            plenary.reject_recommendation(recommendations[0], by=by, decision=decision, reason=reason)
            return self._decided(
                recommendations, f"{recommendations[0].label}: {recommendations[0].get_stage_display()}."
            )
        adoptions = plenary.adopt_recommendations(recommendations, by=by, decision=decision, reason=reason)
        labels = ", ".join(adoption.recommendation.label for adoption in adoptions)
        return self._decided(recommendations, _("Adopted: %(what)s.") % {"what": labels})

    def _decided(self, recommendations: list[Recommendation], message: str) -> HttpResponse:
        """Redirect to the next text; the chair's words on the one just decided are above it."""
        messages.success(self.request, message)
        query = f"?decided={recommendations[0].pk}" if len(recommendations) == 1 else ""
        return HttpResponseRedirect(f"{self._desk_url()}{query}#next")

    def _desk_url(self) -> str:
        return self.to("plenary-desk")

    # --- Showing ----------------------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ready = kwargs.pop("ready", None) or self.ready()
        at = kwargs.pop("at", None) or self._id("at")
        kwargs.setdefault("form", SittingForm(conference=self.conference, initial=self._initial()))
        language = self.sitting["language"]
        adopt = TRANSITIONS["adopt"]
        lines: list[dict[str, Any]] = [
            {"row": row, "url": f"?at={row.pk}#next", "obstacles": adopt.obstacles(row), "chosen": True}
            for row in ready
        ]
        open_lines = [line["row"] for line in lines if not line["obstacles"]]
        return super().get_context_data(
            lines=lines,
            next=self._next(lines, at, language),
            possible=len(open_lines),
            held_up=len(lines) - len(open_lines),
            formula=self._formula(open_lines, language),
            method=self.sitting["method"],
            votes=self.sitting["method"] == Method.RECORDED_VOTE,
            methods=[
                {"value": method, "label": Method(method).label, "active": method == self.sitting["method"]}
                for method in methods_of(self.conference)
            ],
            languages=language_choices(self.conference, language),
            decided=self._everything_decided(),
            just_decided=self._just_decided(),
            sitting_kept="decided_on" in self.sitting,
            coming=self._coming(),
            working_language=language,
            **kwargs,
        )

    def _initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.sitting.items() if value != ""}

    def _id(self, name: str) -> UUID | None:
        return next(iter(chosen_keys([self.request.GET.get(name, "")])), None)

    def _next(self, lines: list[dict[str, Any]], at: UUID | None, language: str) -> dict[str, Any] | None:
        """Return the text before the room: the one asked for, else the first in the order of the document."""
        if not lines:
            return None
        index = next((index for index, line in enumerate(lines) if line["row"].pk == at), 0)
        row = lines[index]["row"]
        texts = side_by_side(row.current_version, [language, *self.conference.languages])
        text = next((text for text in texts if text["status"] != "missing"), texts[0])
        return {
            "row": row,
            "text": text,
            "formula": self._formula([row], language),
            "obstacles": lines[index]["obstacles"],
            "other_obstacles": TRANSITIONS["reject"].obstacles(row),
            "open_amendments": sum(amendment.is_open for amendment in row.amendment_states),
            "is_amended": any(amendment.is_accepted for amendment in row.amendment_states),
            "place": index + 1,
            "count": len(lines),
            "before": lines[index - 1]["row"] if index else None,
            "after": lines[index + 1]["row"] if index + 1 < len(lines) else None,
        }

    def _formula(self, rows: list[Recommendation], language: str) -> str:
        """Return the chair's words by the method of the sitting, in the working language."""
        with reading_in(language, *self.conference.languages):
            return spoken_formula(rows, self.sitting["method"])

    def _everything_decided(self) -> list[dict[str, Any]]:
        recommendations = Recommendation.objects.of(self.conference).decided().with_text()
        rows = recommendations.prefetch_related("adoptions").in_document_order()
        return [
            {"row": row, "adoption": _in_force(row), "may_revoke": may_revoke(row, self.request.user)}
            for row in rows
        ]

    def _coming(self) -> list[dict[str, Any]]:
        """Return the number of texts at each stage before that of the plenary: they have to be brought here."""
        before = TRANSITIONS["adopt"].all_sources(self.conference)
        recommendations = (
            Recommendation.objects.of(self.conference).filter(stage__in=COMING).exclude(stage__in=before)
        )
        rows = recommendations.order_by().values_list("stage").annotate(count=Count("pk"))
        counts = {Stage(stage): count for stage, count in rows}
        page = reverse("outcomes_secretariat:recommendation-list", args=[self.conference.slug])
        return [
            {"label": stage.label, "value": counts[stage], "url": f"{page}?stage={stage}"}
            for stage in COMING
            if stage in counts
        ]

    def _just_decided(self) -> Recommendation | None:
        """Return the text just decided, for reservations and statements, or to revoke the decision."""
        recommendations = Recommendation.objects.of(self.conference).decided().filter(pk=self._id("decided"))
        row = recommendations.select_related("conference", "current_version").first()
        return row if row and not row.facts.is_published else None


def _in_force(row: Recommendation) -> Adoption | None:
    """Return the decision in force among the prefetched ones."""
    return next((adoption for adoption in reversed(row.adoptions.all()) if adoption.revoked_at is None), None)


class RevokeView(ReturnToPlenaryMixin, VerbFormView):
    """Shows what a revocation restores, and asks for the reason. `?desk=yes` leads back to the desk."""

    permission = "outcomes.decide_recommendation"
    template_name = "outcomes/plenary/revoke.html"
    form_class = RevokeForm
    heading = gettext_lazy("Revoke the decision")
    submit = gettext_lazy("Revoke the decision")
    desk_shows = "at"

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        # A rule in the way is set aside by users who may do so.
        may_override = may(self.request.user, "outcomes.override_guards", self.recommendation)
        if not (may_override and revocation_obstacles(self.recommendation)):
            del form.fields["override"]
        return form

    def perform(self, form: RevokeForm) -> Any:
        data = form.cleaned_data
        recommendation = revoke_decision(
            self.recommendation, by=self.acting_user, reason=data["reason"], override=data.get("override", "")
        )
        return _("The decision was revoked: %(what)s is “%(stage)s” again.") % {
            "what": recommendation.label,
            "stage": recommendation.get_stage_display(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.recommendation
        return super().get_context_data(
            possible=row.facts.is_revocable,
            is_published=row.facts.is_published,
            obstacles=revocation_obstacles(row),
            **kwargs,
        )


FIELD = "vote-"


class VoteView(RecommendationMixin, VerbFormView):
    """One form for counting, filling in and reading a list of votes, recorded only when the chair decides.

    After a decision with tallies only, the list can be added.
    """

    permission = "outcomes.decide_recommendation"
    navigation_key = "outcomes.plenary"
    template_name = "outcomes/plenary/vote.html"
    form_class = VoteForm
    heading = gettext_lazy("Recorded vote")
    list_name = "outcomes_secretariat:plenary-desk"
    list_label = gettext_lazy("Plenary")

    def prepare(self) -> None:
        super().prepare()
        self.delegations = list(voting_delegations(self.conference))
        self.sitting = sitting_of(self.request, self.conference)
        # A vote entered wrongly is corrected by revoking the decision: the others are not asked for again.
        revoked = votes_revoked(self.recommendation) if self.possible else {}
        self.votes = {row.pk: revoked[row.pk] for row in self.delegations if row.pk in revoked}
        self.problems: list[str] = []
        self.is_counted = False

    @property
    def possible(self) -> bool:
        """Return whether there are recorded votes: an expert meeting has none."""
        return self.conference.is_intergovernmental and TRANSITIONS["adopt"].starts_from(self.recommendation)

    @property
    def adoption(self) -> Adoption | None:
        """The decision to which a list can be added."""
        if self.possible:
            return None
        adoptions = self.recommendation.adoptions.in_force().filter(method=Method.RECORDED_VOTE, votes=None)
        return adoptions.last()

    def get_initial(self) -> dict[str, Any]:
        return sitting_initial(self.request, self.conference)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.votes = self._typed()
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        if not (request.POST.keys() & {"adopt", "reject", "record"}):
            return self._fill(form)
        try:
            return self._decide(form)
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.form_invalid(form)

    def _typed(self) -> dict[UUID, str]:
        """Return the vote chosen for each delegation; invalid values are ignored."""
        votes = {}
        for delegation in self.delegations:
            vote = self.request.POST.get(f"{FIELD}{delegation.pk}", "")
            if vote in Vote.values:
                votes[delegation.pk] = vote
        return votes

    def _fill(self, form: VoteForm) -> HttpResponse:
        """Show the form again with more filled in: nothing is recorded yet."""
        if "rest" in self.request.POST:
            self.votes = {delegation.pk: Vote.FOR for delegation in self.delegations} | self.votes
        elif "read" in self.request.POST:
            try:
                content = form.content()
                if not content:
                    raise Refused(_("Paste the list, or choose a file."))
                vote_list = read_votes(content, self.delegations)
            except Refused as error:
                put_errors(form, error)
            else:
                self.votes |= vote_list.votes
                self.problems = vote_list.problems
        self.is_counted = True
        return self.render_to_response(self.get_context_data(form=form))

    def _decide(self, form: VoteForm) -> HttpResponse:
        adoption = self.adoption
        if "record" in self.request.POST:
            if adoption is None:
                raise Refused(_("There is no decision to which a list could be added."))
            adoption.recommendation = self.recommendation
            record_votes(adoption, by=self.acting_user, votes=self.votes)
            messages.success(self.request, _("How each delegation voted was recorded."))
            return HttpResponseRedirect(self.page_of("recommendation"))
        if not self.possible:
            raise Refused(_("There is nothing to vote on now."))
        verb = (
            plenary.reject_recommendation if "reject" in self.request.POST else plenary.adopt_recommendation
        )
        decision = verb(
            self.recommendation,
            by=self.acting_user,
            decision=form.vote_decision(self.votes),
            reason=form.cleaned_data["reason"],
        )
        save_sitting(self.request, self.conference, method=Method.RECORDED_VOTE)
        message = _("%(what)s: %(decision)s.") % {
            "what": self.recommendation.label,
            "decision": decision.get_outcome_display(),
        }
        messages.success(self.request, message)
        desk = reverse(self.list_name, args=[self.conference.slug])
        return HttpResponseRedirect(f"{desk}?decided={self.recommendation.pk}#next")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        tallies = tallies_of(self.votes)
        majority = form.data.get("majority", "")
        carried = is_carried(tallies.votes_for, tallies.votes_against, majority)
        with reading_in(self.sitting["language"], *self.conference.languages):
            spoken = spoken_formula([self.recommendation], Method.RECORDED_VOTE)
            result = spoken_result(self.recommendation, *tallies, carried=carried)
        return super().get_context_data(
            possible=self.possible,
            adoption=self.adoption,
            obstacles=TRANSITIONS["adopt"].obstacles(self.recommendation) if self.possible else [],
            rows=[
                {
                    "delegation": delegation,
                    "name": f"{FIELD}{delegation.pk}",
                    "vote": self.votes.get(delegation.pk, ""),
                }
                for delegation in self.delegations
            ],
            choices=Vote.choices,
            problems=self.problems,
            tallies=tallies,
            missing=len(self.delegations) - len(self.votes),
            is_counted=self.is_counted or bool(self.votes),
            carried=carried,
            spoken=spoken,
            result=result,
            working_language=self.sitting["language"],
            **kwargs,
        )
