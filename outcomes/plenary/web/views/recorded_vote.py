"""A recorded vote: the vote of each delegation, the result, and the decision of the chair."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.sessions import user_of
from confman.conferences.web.verb_views import VerbFormView
from confman.translation.reading_language import reading_in
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from outcomes.plenary.domain import adoption as plenary
from outcomes.plenary.domain.adoption_wording import spoken_formula, spoken_result
from outcomes.plenary.domain.votes import Vote, is_carried, record_votes, tallies_of, voting_delegations
from outcomes.plenary.exchange import read_votes
from outcomes.plenary.models import Adoption
from outcomes.plenary.web.forms import VoteForm
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.method import Method
from outcomes.recommendations.web.base import RecommendationMixin
from outcomes.recommendations.web.sitting import keep_sitting, sitting_initial, sitting_of

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
        self.votes: dict[Any, str] = {}
        self.problems: list[str] = []
        self.is_counted = False

    @property
    def possible(self) -> bool:
        """Whether there are recorded votes: an expert meeting has none."""
        return self.conference.is_intergovernmental and TRANSITIONS["adopt"].starts_from(self.recommendation)

    @property
    def adoption(self) -> Adoption | None:
        """The decision to which a list can be added."""
        if self.possible:
            return None
        found = self.recommendation.adoptions.in_force().filter(method=Method.RECORDED_VOTE, votes=None)
        return found.last()

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

    def _typed(self) -> dict[Any, str]:
        """Return the vote chosen for each delegation; invalid values are ignored."""
        found = {}
        for delegation in self.delegations:
            vote = self.request.POST.get(f"{FIELD}{delegation.pk}", "")
            if vote in Vote.values:
                found[delegation.pk] = vote
        return found

    def _fill(self, form: VoteForm) -> HttpResponse:
        """Show the form again with more filled in: nothing is recorded yet."""
        if "rest" in self.request.POST:
            self.votes = {delegation.pk: Vote.FOR for delegation in self.delegations} | self.votes
        elif "read" in self.request.POST:
            try:
                content = form.content()
                if not content:
                    raise Refused(_("Paste the list, or choose a file."))
                read = read_votes(content, self.delegations)
            except Refused as error:
                put_errors(form, error)
            else:
                self.votes |= read.votes
                self.problems = read.problems
        self.is_counted = True
        return self.render_to_response(self.get_context_data(form=form))

    def _decide(self, form: VoteForm) -> HttpResponse:
        adoption = self.adoption
        if "record" in self.request.POST:
            if adoption is None:
                raise Refused(_("There is no decision to which a list could be added."))
            adoption.recommendation = self.recommendation
            record_votes(adoption, by=user_of(self.request), votes=self.votes)
            messages.success(self.request, _("How each delegation voted was recorded."))
            return HttpResponseRedirect(self.page_of("recommendation"))
        if not self.possible:
            raise Refused(_("There is nothing to vote on now."))
        verb = (
            plenary.reject_recommendation if "reject" in self.request.POST else plenary.adopt_recommendation
        )
        made = verb(
            self.recommendation,
            by=user_of(self.request),
            decision=form.vote_decision(self.votes),
            reason=form.cleaned_data["reason"],
        )
        keep_sitting(self.request, self.conference, method=Method.RECORDED_VOTE)
        said = _("%(what)s: %(decision)s.") % {
            "what": self.recommendation.label,
            "decision": made.get_outcome_display(),
        }
        messages.success(self.request, said)
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
                {"delegation": d, "name": f"{FIELD}{d.pk}", "vote": self.votes.get(d.pk, "")}
                for d in self.delegations
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
