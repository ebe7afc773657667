"""The follow-up of a recommendation: actions, responses, indicators."""

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from outcomes.follow_up.domain.actions import (
    record_indicator_value,
    record_response,
    remove_action,
    report_progress,
    save_action,
    save_indicator,
    set_follow_up,
    why_action_stays,
)
from outcomes.follow_up.domain.progress_reports import postpone_report
from outcomes.follow_up.models.follow_up import ProgressUpdate, Response
from outcomes.follow_up.web.forms import matrix as forms
from outcomes.recommendations.web.base import RecommendationMixin


class FollowUpOfMixin(RecommendationMixin):
    """A base of the pages on the follow-up of one recommendation."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"

    @property
    def list_label(self) -> Any:
        return _("Follow-up of %(what)s") % {"what": self.recommendation.label}

    def list_url(self) -> str:
        return self.page_of("recommendation-follow-up")


class RecommendationFollowUpView(FollowUpOfMixin, SecretariatView):
    permission = "outcomes.view_follow_up"
    template_name = "outcomes/follow_up/recommendation_follow_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, today = self.recommendation, self.conference.today()
        responses = {response.addressee_id: response for response in row.responses.all()}
        actions = row.actions.select_related("lead", "focal_point").prefetch_related(
            "partners", Prefetch("updates", ProgressUpdate.objects.without_drafts(), "shown_updates")
        )
        return super().get_context_data(
            responses=[(addressee, responses.get(addressee.pk)) for addressee in row.addressees.all()],
            actions=[(action, action.is_overdue(today)) for action in actions],
            indicators=row.indicators.prefetch_related("values"),
            may_edit=self.request.user.has_perm("outcomes.edit_follow_up", row),
            **kwargs,
        )


class FollowUpStatusView(FollowUpOfMixin, VerbFormView):
    form_class = forms.FollowUpStatusForm
    heading = gettext_lazy("Where does it stand?")
    verb = set_follow_up
    success_message = gettext_lazy("The status was saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"status": self.recommendation.follow_up}


class ActionAddView(FollowUpOfMixin, VerbFormView):
    form_class = forms.FollowUpActionForm
    heading = gettext_lazy("Add a follow-up action")

    def perform(self, form: forms.FollowUpActionForm) -> str:
        values = dict(form.cleaned_data)
        partners = values.pop("partners")
        action = self.object if self.object != self.recommendation else None
        save_action(self.recommendation, by=self.acting_user, values=values, partners=partners, action=action)
        return _("The action was saved.")


class ActionMixin(FollowUpOfMixin):
    """A page about an action of the recommendation."""

    part = ("actions", "action")


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
    danger = True
    verb = remove_action
    why_kept = why_action_stays
    success_message = gettext_lazy("The action was removed.")


class ReportPostponeView(ActionMixin, VerbFormView):
    """Gives the body that leads an action more time to report on it."""

    form_class = forms.ReportPostponeForm
    heading = gettext_lazy("More time for reports: %(action)s")
    verb = postpone_report
    success_message = gettext_lazy("Saved. The focal point sees the day on its page.")
    message_names = {"action": "object"}

    def get_initial(self) -> dict[str, Any]:
        return {"until": self.object.report_by}


class ActionProgressView(ActionMixin, VerbFormView):
    form_class = forms.ProgressForm
    heading = gettext_lazy("Progress: %(action)s")
    verb = report_progress
    success_message = gettext_lazy("The progress was recorded.")
    values_name = "values"
    message_names = {"action": "object"}

    def get_initial(self) -> dict[str, Any]:
        return {"percent": self.object.percent, "period_to": self.conference.today()}


class ResponseView(FollowUpOfMixin, VerbFormView):
    form_class = forms.ResponseForm
    heading = gettext_lazy("Response of %(addressee)s")
    verb = record_response
    success_message = gettext_lazy("The response was recorded.")
    message_names = {"addressee": "addressee"}

    def prepare(self) -> None:
        super().prepare()
        self.addressee = get_object_or_404(self.recommendation.addressees, pk=self.kwargs["addressee"])

    def get_form_kwargs(self) -> dict[str, Any]:
        response = Response.objects.filter(
            recommendation=self.recommendation, addressee=self.addressee
        ).first()
        instance = response or Response(recommendation=self.recommendation, addressee=self.addressee)
        return {**super().get_form_kwargs(), "instance": instance}

    def get_values(self, form: forms.ResponseForm) -> dict[str, Any]:
        return {"addressee": self.addressee, "values": form.cleaned_data}


class IndicatorAddView(FollowUpOfMixin, VerbFormView):
    form_class = forms.IndicatorForm
    heading = gettext_lazy("Add an indicator")

    def perform(self, form: forms.IndicatorForm) -> str:
        indicator = self.object if self.object != self.recommendation else None
        save_indicator(
            self.recommendation, by=self.acting_user, values=form.cleaned_data, indicator=indicator
        )
        return _("The indicator was saved.")


class IndicatorMixin(FollowUpOfMixin):
    part = ("indicators", "indicator")


class IndicatorChangeView(IndicatorMixin, IndicatorAddView):
    heading = gettext_lazy("Change the indicator")


class IndicatorValueView(IndicatorMixin, VerbFormView):
    form_class = forms.IndicatorValueForm
    heading = gettext_lazy("Value of “%(indicator)s”")
    verb = record_indicator_value
    success_message = gettext_lazy("The value was recorded.")
    values_name = "values"
    message_names = {"indicator": "object"}
