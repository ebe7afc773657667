"""The plenary desk: through the document in order, one text or all, in the chair’s words; and revoking a mistake."""

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

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.verb_views import VerbFormView
from confman.translation.reading_language import reading_in
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.forms.selection import chosen_keys
from outcomes.plenary.domain import adoption as plenary
from outcomes.plenary.domain.adoption_wording import spoken_formula
from outcomes.plenary.domain.revocation import REVOCABLE, may_revoke, revocation_obstacles, revoke_decision
from outcomes.plenary.models import Adoption
from outcomes.plenary.web.forms import RevokeForm, SittingForm
from outcomes.recommendations.domain.transitions import TRANSITIONS, may
from outcomes.recommendations.models.method import Method
from outcomes.recommendations.models.recommendation import Recommendation, Stage
from outcomes.recommendations.web.base import BackToRecommendation, ReturnToPlenaryMixin
from outcomes.recommendations.web.side_by_side import side_by_side
from outcomes.recommendations.web.sitting import keep_sitting, language_choices, methods_of, sitting_of

DECIDED = (*REVOCABLE, Stage.PUBLISHED)
# Where texts stand before the plenary can have them.
COMING = (Stage.DRAFT, Stage.SUBMITTED, Stage.AGREED, Stage.CONSOLIDATED)
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
        found = Recommendation.objects.of(self.conference).filter(
            stage__in=adopt.all_sources(self.conference)
        )
        return list(found.with_text().select_related("conference", "document").in_document_order())

    # --- Deciding ---------------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SittingForm(request.POST, conference=self.conference)
        ready = self.ready()
        action = next((name for name in ACTIONS if name in request.POST), "")
        sent = [request.POST[action]] if action else request.POST.getlist("selected")
        keys = chosen_keys(sent)
        chosen = [row for row in ready if row.pk in keys]
        if form.is_valid():
            keep_sitting(request, self.conference)
            try:
                if "keep" in request.POST:
                    return HttpResponseRedirect(self._here())
                if not chosen:
                    raise Refused(
                        _("Choose what was adopted. What someone else has decided meanwhile is gone.")
                    )
                answer = self._decide(action, chosen, form)
            except (Refused, ValidationError) as error:
                put_errors(form, error)
            else:
                return answer
        self.sitting["method"] = form.data.get("method") or self.sitting["method"]
        return self.render_to_response(
            self.get_context_data(form=form, ready=ready, at=keys[0] if action and keys else None)
        )

    def _decide(self, action: str, chosen: list[Recommendation], form: SittingForm) -> HttpResponse:
        decision, reason, by = form.decision(), form.cleaned_data["reason"], user_of(self.request)
        if action in ("defer", "refer", "withdraw"):
            plenary.set_aside(chosen[0], action, by=by, reason=reason)
            said = chosen[0].get_stage_display()
            return self._decided(chosen, f"{chosen[0].label}: {said}.")
        if decision.method == Method.RECORDED_VOTE:
            if not action:
                raise Refused(_("A recorded vote is taken on one text at a time: enter the votes for each."))
            return HttpResponseRedirect(
                reverse("outcomes_secretariat:vote", args=[self.conference.slug, chosen[0].pk])
            )
        if action == "reject":
            plenary.reject_recommendation(chosen[0], by=by, decision=decision, reason=reason)
            return self._decided(chosen, f"{chosen[0].label}: {chosen[0].get_stage_display()}.")
        adoptions = plenary.adopt_recommendations(chosen, by=by, decision=decision, reason=reason)
        labels = ", ".join(adoption.recommendation.label for adoption in adoptions)
        return self._decided(chosen, _("Adopted: %(what)s.") % {"what": labels})

    def _decided(self, chosen: list[Recommendation], said: str) -> HttpResponse:
        """Redirect to the next text; the chair's words on the one just decided are above it."""
        messages.success(self.request, said)
        asked = f"?decided={chosen[0].pk}" if len(chosen) == 1 else ""
        return HttpResponseRedirect(f"{self._here()}{asked}#next")

    def _here(self) -> str:
        return reverse("outcomes_secretariat:plenary-desk", args=[self.conference.slug])

    # --- Showing ----------------------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ready = kwargs.pop("ready", None) or self.ready()
        at = kwargs.pop("at", None) or self._id("at")
        kwargs.setdefault("form", SittingForm(conference=self.conference, initial=self._initial()))
        language = self.sitting["language"]
        adopt = TRANSITIONS["adopt"]
        lines: list[dict[str, Any]] = [{"row": row, "obstacles": adopt.obstacles(row)} for row in ready]
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
                {"value": m, "label": Method(m).label, "active": m == self.sitting["method"]}
                for m in methods_of(self.conference)
            ],
            languages=language_choices(self.conference, language),
            decided=self._everything_decided(),
            just_decided=self._just_decided(),
            sitting_kept="decided_on" in self.sitting,
            coming=self._coming() if not lines else [],
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
        place = next((n for n, line in enumerate(lines) if line["row"].pk == at), 0)
        row = lines[place]["row"]
        text = next(t for t in side_by_side(row.current_version, [language]) if t["code"] == language)
        if text["status"] == "missing":
            texts = side_by_side(row.current_version, self.conference.languages)
            text = next((t for t in texts if t["status"] != "missing"), text)
        return {
            "row": row,
            "text": text,
            "formula": self._formula([row], language),
            "obstacles": lines[place]["obstacles"],
            "other_obstacles": TRANSITIONS["reject"].obstacles(row),
            "open_amendments": sum(amendment.is_open for amendment in row.amendment_states),
            "is_amended": any(amendment.is_accepted for amendment in row.amendment_states),
            "place": place + 1,
            "count": len(lines),
            "before": lines[place - 1]["row"] if place else None,
            "after": lines[place + 1]["row"] if place + 1 < len(lines) else None,
        }

    def _formula(self, rows: list[Recommendation], language: str) -> str:
        """Return the chair's words by the method of the sitting, in the working language."""
        with reading_in(language, *self.conference.languages):
            return spoken_formula(rows, self.sitting["method"])

    def _everything_decided(self) -> list[dict[str, Any]]:
        found = Recommendation.objects.of(self.conference).filter(stage__in=DECIDED).with_text()
        rows = found.prefetch_related("adoptions").in_document_order()
        return [
            {"row": row, "adoption": _in_force(row), "may_revoke": may_revoke(row, self.request.user)}
            for row in rows
        ]

    def _coming(self) -> list[dict[str, Any]]:
        """Return how many texts stand at each stage before that of the plenary: they have to be brought here."""
        before = TRANSITIONS["adopt"].all_sources(self.conference)
        counted = (
            Recommendation.objects.of(self.conference).filter(stage__in=COMING).exclude(stage__in=before)
        )
        rows = counted.order_by().values_list("stage").annotate(count=Count("pk"))
        found = {Stage(stage): count for stage, count in rows}
        return [{"label": stage.label, "value": found[stage]} for stage in COMING if stage in found]

    def _just_decided(self) -> Recommendation | None:
        """Return the text just decided, for reservations and statements, or to revoke the decision."""
        found = Recommendation.objects.of(self.conference).filter(pk=self._id("decided"), stage__in=DECIDED)
        row = found.select_related("conference", "current_version").first()
        return row if row and row.stage != Stage.PUBLISHED else None


def _in_force(row: Recommendation) -> Adoption | None:
    """Return the decision in force among the prefetched ones."""
    return next((a for a in reversed(row.adoptions.all()) if a.revoked_at is None), None)


class RevokeView(ReturnToPlenaryMixin, BackToRecommendation, VerbFormView):
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
        found = revoke_decision(
            self.recommendation,
            by=self.request.user,
            reason=data["reason"],
            override=data.get("override", ""),
        )
        return _("The decision was revoked: %(what)s is “%(stage)s” again.") % {
            "what": found.label,
            "stage": found.get_stage_display(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.recommendation
        return super().get_context_data(
            possible=row.stage in REVOCABLE,
            is_published=row.stage == row.Stage.PUBLISHED,
            obstacles=revocation_obstacles(row),
            **kwargs,
        )
