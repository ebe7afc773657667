"""The follow-up: the matrix, and what is followed up on one recommendation."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from outcomes.follow_up.documents.matrix import followed_up
from outcomes.follow_up.domain.actions import (
    record_indicator_value,
    record_response,
    remove_action,
    report_progress,
    save_action,
    save_indicator,
    set_follow_up,
    waiting_responses,
)
from outcomes.follow_up.models.follow_up import FollowUpAction, ProgressUpdate, Response
from outcomes.follow_up.web.forms import follow_up as forms
from outcomes.follow_up.web.pages import FollowUpPageMixin
from outcomes.recommendations.models.follow_up_status import OPEN_STATUSES, FollowUpStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.base import RecommendationMixin

PER_PAGE = 50


# --- Follow-up --------------------------------------------------------------------------------------------


class FollowUpView(FollowUpPageMixin, SecretariatView):
    """The matrix: every recommendation that is followed up, with its responses and actions."""

    permission = "outcomes.view_follow_up"
    template_name = "outcomes/follow_up/follow_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.FollowUpFilterForm(self.request.GET, conference=self.conference)
        page = Paginator(self._narrowed(form, followed_up(self.conference)), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        today = self.conference.today()
        counts: dict[str, int] = {}
        for status in (
            Recommendation.objects.of(self.conference).followed_up().values_list("follow_up", flat=True)
        ):
            counts[status] = counts.get(status, 0) + 1
        stats = [
            {"label": status.label, "value": counts[status]}
            for status in FollowUpStatus
            if counts.get(status)
        ]
        overdue = FollowUpAction.objects.of(self.conference).overdue(today).count()
        if stats:
            stats.append({"label": _("actions overdue"), "value": overdue})
            stats.append({"label": _("responses missing"), "value": waiting_responses(self.conference)})
        return super().get_context_data(
            form=form,
            page=page,
            stats=stats,
            lines=[self._line(row, today) for row in page.object_list],
            filtered=bool(self.request.GET),
            **kwargs,
        )

    def _narrowed(self, form: forms.FollowUpFilterForm, found: Any) -> Any:
        if not form.is_valid():
            return found
        chosen = form.cleaned_data
        today = self.conference.today()
        if chosen["status"]:
            found = found.filter(follow_up=chosen["status"])
        if chosen["addressee"] and not chosen["overdue"]:
            found = found.filter(addressees=chosen["addressee"])
        if chosen["theme"]:
            found = found.filter(themes=chosen["theme"])
        if chosen["overdue"]:
            late = FollowUpAction.objects.overdue(today)
            if chosen["addressee"]:
                late = late.filter(lead=chosen["addressee"])
            own = Q(due_on__lt=today, follow_up__in=OPEN_STATUSES)
            by_action = Q(pk__in=late.values("recommendation"))
            found = found.filter(by_action if chosen["addressee"] else by_action | own)
        if chosen["answer"]:
            found = found.filter(Exists(self._answers(chosen)))
        return found.search(chosen["q"] or "")

    def _answers(self, chosen: dict[str, Any]) -> Any:
        """Return the answers to the outer recommendation, or the missing ones, that match the filter."""
        received = Response.objects.received()
        if chosen["answer"] != Response.Answer.NO_REPLY:
            given = received.filter(recommendation=OuterRef("pk"), answer=chosen["answer"])
            return given.filter(addressee=chosen["addressee"]) if chosen["addressee"] else given
        asked = Recommendation.addressees.through.objects.filter(recommendation=OuterRef("pk"))
        if chosen["addressee"]:
            asked = asked.filter(addressee=chosen["addressee"])
        answered = received.filter(recommendation=OuterRef("recommendation"), addressee=OuterRef("addressee"))
        return asked.filter(~Exists(answered))

    def _line(self, row: Recommendation, today: Any) -> dict[str, Any]:
        given = {response.addressee_id: response for response in row.responses.all()}
        return {
            "row": row,
            "responses": [(addressee, given.get(addressee.pk)) for addressee in row.addressees.all()],
            "actions": [(action, action.is_overdue(today)) for action in row.actions.all()],
            "overdue": bool(row.due_on and row.due_on < today and row.follow_up in OPEN_STATUSES),
        }


class FollowUpOfMixin(RecommendationMixin):
    """A base of the pages on the follow-up of one recommendation."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"

    def list_url(self) -> str:
        return self.page_of("recommendation-follow-up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["list_url"] = self.list_url()
        context["list_label"] = _("Follow-up of %(what)s") % {"what": self.recommendation.label}
        return context


class RecommendationFollowUpView(FollowUpOfMixin, SecretariatView):
    permission = "outcomes.view_follow_up"
    template_name = "outcomes/follow_up/recommendation_follow_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, today = self.recommendation, self.conference.today()
        given = {response.addressee_id: response for response in row.responses.all()}
        actions = row.actions.select_related("lead", "focal_point").prefetch_related(
            "partners",
            Prefetch(
                "updates", ProgressUpdate.objects.exclude(state=ProgressUpdate.State.DRAFT), "shown_updates"
            ),
        )
        return super().get_context_data(
            responses=[(addressee, given.get(addressee.pk)) for addressee in row.addressees.all()],
            actions=[(action, action.is_overdue(today)) for action in actions],
            indicators=row.indicators.prefetch_related("values"),
            status_form=forms.FollowUpStatusForm(
                conference=self.conference, initial={"status": row.follow_up}
            ),
            may_edit=self.request.user.has_perm("outcomes.edit_follow_up", row),
            **kwargs,
        )


class FollowUpStatusView(FollowUpOfMixin, VerbFormView):
    form_class = forms.FollowUpStatusForm
    heading = gettext_lazy("Where does it stand?")
    verb = set_follow_up
    done = gettext_lazy("The status was saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"status": self.recommendation.follow_up}


class ActionAddView(FollowUpOfMixin, VerbFormView):
    form_class = forms.ActionForm
    heading = gettext_lazy("Add a follow-up action")

    def act(self, form: forms.ActionForm) -> str:
        values = dict(form.cleaned_data)
        partners = values.pop("partners")
        action = self.object if self.object != self.recommendation else None
        save_action(self.recommendation, by=self.acting_user, values=values, partners=partners, action=action)
        return _("The action was saved.")


class ActionMixin(FollowUpOfMixin):
    """A mixin that finds an action of the recommendation."""

    def prepare(self) -> None:
        super().prepare()
        self.object = get_object_or_404(self.recommendation.actions, pk=self.kwargs["action"])


class ActionChangeView(ActionMixin, ActionAddView):
    heading = gettext_lazy("Change the follow-up action")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            delete_url=self.page_of("action-remove", action=self.object.pk), entries=[], **kwargs
        )


class ActionRemoveView(ActionMixin, ConfirmView):
    question = gettext_lazy("Remove “%(name)s”?")
    consequence = gettext_lazy("It is possible only while no progress on it was reported.")
    action = gettext_lazy("Remove the action")
    verb = remove_action
    done = gettext_lazy("The action was removed.")


class ProgressView(ActionMixin, VerbFormView):
    form_class = forms.ProgressForm
    heading = gettext_lazy("Progress: %(action)s")
    verb = report_progress
    done = gettext_lazy("The progress was recorded.")

    def words(self) -> dict[str, Any]:
        return {"action": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {"percent": self.object.percent, "period_to": self.conference.today()}

    def get_values(self, form: forms.ProgressForm) -> dict[str, Any]:
        return {"values": form.cleaned_data}


class ResponseView(FollowUpOfMixin, VerbFormView):
    form_class = forms.ResponseForm
    heading = gettext_lazy("Response of %(addressee)s")
    verb = record_response
    done = gettext_lazy("The response was recorded.")

    def prepare(self) -> None:
        super().prepare()
        self.addressee = get_object_or_404(self.recommendation.addressees, pk=self.kwargs["addressee"])

    def words(self) -> dict[str, Any]:
        return {"addressee": self.addressee}

    def get_form_kwargs(self) -> dict[str, Any]:
        known = Response.objects.filter(recommendation=self.recommendation, addressee=self.addressee).first()
        instance = known or Response(recommendation=self.recommendation, addressee=self.addressee)
        return {**super().get_form_kwargs(), "instance": instance}

    def get_values(self, form: forms.ResponseForm) -> dict[str, Any]:
        return {"addressee": self.addressee, "values": form.cleaned_data}


class IndicatorAddView(FollowUpOfMixin, VerbFormView):
    form_class = forms.IndicatorForm
    heading = gettext_lazy("Add an indicator")

    def act(self, form: forms.IndicatorForm) -> str:
        indicator = self.object if self.object != self.recommendation else None
        save_indicator(
            self.recommendation, by=self.acting_user, values=form.cleaned_data, indicator=indicator
        )
        return _("The indicator was saved.")


class IndicatorMixin(FollowUpOfMixin):
    def prepare(self) -> None:
        super().prepare()
        self.object = get_object_or_404(self.recommendation.indicators, pk=self.kwargs["indicator"])


class IndicatorChangeView(IndicatorMixin, IndicatorAddView):
    heading = gettext_lazy("Change the indicator")


class IndicatorValueView(IndicatorMixin, VerbFormView):
    form_class = forms.IndicatorValueForm
    heading = gettext_lazy("Value of “%(indicator)s”")
    verb = record_indicator_value
    done = gettext_lazy("The value was recorded.")

    def words(self) -> dict[str, Any]:
        return {"indicator": self.object}

    def get_values(self, form: forms.IndicatorValueForm) -> dict[str, Any]:
        return {"values": form.cleaned_data}
