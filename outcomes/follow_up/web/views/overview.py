"""The follow-up: the matrix, what is followed up on one recommendation, figures, settings, an addressee's page."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_name
from confman.web.charts import BarChart, bars
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from outcomes.follow_up.documents.matrix import followed_up
from outcomes.follow_up.domain.actions import (
    carry_over,
    earlier_conferences,
    origin_of,
    record_indicator_value,
    record_response,
    remove_action,
    report_progress,
    save_action,
    save_indicator,
    set_follow_up,
    to_carry,
    why_action_stays,
)
from outcomes.follow_up.domain.focal_points import letter_language, mailbox_of, send_focal_point_link
from outcomes.follow_up.domain.progress_reports import change_follow_up_settings, own_actions, postpone_report
from outcomes.follow_up.domain.statistics import FollowUpFigures, follow_up_figures
from outcomes.follow_up.models.follow_up import ProgressUpdate, Response
from outcomes.follow_up.models.transmittal import FollowUpSettings, ReportingDate
from outcomes.follow_up.web.forms import matrix as forms
from outcomes.follow_up.web.forms.progress_review import FollowUpSettingsForm
from outcomes.follow_up.web.pages import FollowUpPageMixin
from outcomes.follow_up.web.tables import FollowUpFilter, FollowUpTable
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.stages import OPEN_STATUSES, FollowUpStatus
from outcomes.recommendations.web.base import RecommendationMixin

# --- Follow-up --------------------------------------------------------------------------------------------


class FollowUpView(FollowUpPageMixin, ListView):
    """The matrix: every recommendation that is followed up, with its responses and actions."""

    permission = "outcomes.view_follow_up"
    table, filter = FollowUpTable, FollowUpFilter
    empty = Empty(
        "clipboard-check", gettext_lazy("There is nothing to follow up yet"),
        gettext_lazy(
            "Follow-up begins with adoption: then responses, actions and progress of each recommendation appear here."
        ),
        "outcomes_secretariat:plenary-desk", gettext_lazy("To the plenary desk"),
    )  # fmt: skip
    row_page = "recommendation-follow-up"

    def get_rows(self) -> Any:
        return followed_up(self.conference)


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


AGE_LABELS = {
    "month": gettext_lazy("up to a month"),
    "quarter": gettext_lazy("up to three months"),
    "year": gettext_lazy("up to a year"),
    "older": gettext_lazy("longer"),
}


class FollowUpFiguresView(FollowUpPageMixin, SecretariatView):
    """The figures by status, theme, addressee, overdue; every figure leads to the list it counts."""

    permission = "outcomes.view_follow_up"
    template_name = "outcomes/follow_up/follow_up_figures.html"
    navigation_key = "outcomes.follow_up_figures"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = follow_up_figures(self.conference)
        page = self.to("follow-up")
        return super().get_context_data(
            figures=figures,
            stats=[
                {"label": _("recommendations"), "value": figures.total},
                {"label": _("overdue"), "value": figures.overdue_recommendations},
                {"label": _("answers received"), "value": f"{figures.received} / {figures.asked}"},
                {"label": _("actions"), "value": figures.actions},
            ],
            page_url=page,
            statuses=[
                (status, FollowUpStatus(status).label, number) for status, number in figures.by_status.items()
            ],
            used=[(status, FollowUpStatus(status).label) for status in figures.by_status],
            themes=[
                (line, [(status, line.by_status.get(status, 0)) for status in figures.by_status])
                for line in figures.themes
            ],
            addressees=[
                (line, [line.answers.get(answer, 0) for answer in ("supported", "in-part", "noted")])
                for line in figures.addressees
            ],
            ages=[(AGE_LABELS[key], number) for key, number in figures.overdue_by_age.items()],
            charts=self._charts(figures),
            **kwargs,
        )

    def _charts(self, figures: FollowUpFigures) -> dict[str, BarChart | None]:
        labels = {status: str(FollowUpStatus(status).label) for status in figures.by_status}
        answers = dict(Response.Answer.choices)
        rows_by_chart: dict[str, list[Any]] = {
            "status": [(labels[status], number) for status, number in figures.by_status.items()],
            "themes": [
                (str(line.theme), labels[status], line.by_status.get(status, 0))
                for line in figures.themes
                for status in figures.by_status
            ],
            "addressees": [
                (str(line.addressee), series, number)
                for line in figures.addressees
                for series, number in (
                    (str(answers["supported"]), line.answers.get("supported", 0)),
                    (str(answers["in-part"]), line.answers.get("in-part", 0)),
                    (str(answers["noted"]), line.answers.get("noted", 0)),
                    (str(answers["no-reply"]), line.silent),
                )
            ],
            "overdue": [(str(AGE_LABELS[key]), number) for key, number in figures.overdue_by_age.items()],
        }
        return {name: bars(rows) for name, rows in rows_by_chart.items()}


class FollowUpSettingsView(FollowUpPageMixin, VerbFormView):
    """The page on which staff set how the conference follows up, and the dates derived from that."""

    form_class = FollowUpSettingsForm
    template_name = "outcomes/follow_up/follow_up_settings.html"
    heading = gettext_lazy("Settings of follow-up")
    navigation_key = "outcomes.follow_up_settings"
    list_label = gettext_lazy("Follow-up")

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = FollowUpSettings.objects.for_conference(self.conference)
        return {**super().get_form_kwargs(), "instance": instance}

    verb = change_follow_up_settings
    success_message = gettext_lazy("The settings are saved, and the reporting dates planned.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            dates=ReportingDate.objects.of(self.conference), today=self.conference.today(), **kwargs
        )


class AddresseeFollowUpView(FollowUpPageMixin, RecordView):
    """The page of one addressee: present and past focal points, its letters, answers, actions and reports."""

    permission = "outcomes.view_follow_up"
    edit_permission = "outcomes.edit_follow_up"
    template_name = "outcomes/follow_up/addressee_follow_up.html"
    navigation_key = "outcomes.addressees"
    queryset = Addressee.objects.select_related(
        "focal_point__contact", "focal_point__conference", "delegation"
    )
    page_name = "addressee"
    facts = (
        "focal_point", Fact("email", words=mailbox_of),
        Fact("recipient", gettext_lazy("Recipient of letters")),
        Fact("language", gettext_lazy("Language of letters"), lambda row: language_name(letter_language(row))),
        "delegation",
    )  # fmt: skip
    record_actions = (
        CHANGE,
        RecordAction(
            label=gettext_lazy("Send the link"), page="focal-point-link", icon="send", when="mailbox"
        ),
    )

    @property
    def mailbox(self) -> str:
        return mailbox_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        today = self.conference.today()
        responses = {answer.recommendation_id: answer for answer in row.responses.all()}
        recommendations = row.recommendations.followed_up().select_related("current_version").in_order()
        reports = ProgressUpdate.objects.filter(action__lead=row).exclude(state=ProgressUpdate.Status.DRAFT)
        return super().get_context_data(
            terms=row.terms.select_related("person"),
            letters=row.transmittals.select_related("correspondence"),
            lines=[(item, responses.get(item.pk)) for item in recommendations],
            actions=[(action, action.is_overdue(today)) for action in own_actions(row)],
            reports=reports.select_related("action", "term__person"),
            entries=history_of(row, *row.terms.all()),
            **kwargs,
        )


class FocalPointLinkView(FollowUpPageMixin, ConfirmView):
    """The page that sends the personal link to the focal point of an addressee."""

    navigation_key = "outcomes.addressees"
    queryset = Addressee.objects.select_related("focal_point__contact")
    success_name = "outcomes_secretariat:addressee-follow-up"
    question = gettext_lazy("Send the link to %(address)s?")
    consequence = gettext_lazy(
        "The link is for them alone, and valid for as long as they are the focal point."
    )
    action = gettext_lazy("Send the link")
    verb = send_focal_point_link
    success_message = gettext_lazy("The link is on its way.")

    def message_values(self) -> dict[str, Any]:
        return {"address": mailbox_of(self.object) or _("nobody")}


class CarryOverView(FollowUpPageMixin, TemplateView):
    """The page on which staff choose which recommendations of an earlier conference of the series go on here."""

    template_name = "outcomes/follow_up/carry_over.html"
    navigation_key = "outcomes.carry_over"

    def prepare(self) -> None:
        super().prepare()
        self.earlier = earlier_conferences(self.conference, self.request.user)
        slug = self.request.POST.get("from") or self.request.GET.get("from", "")
        self.source: Conference | None = next(
            (row for row in self.earlier if row.slug == slug), self.earlier[0] if self.earlier else None
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(to_carry(self.conference, self.source)) if self.source else []
        return super().get_context_data(
            earlier=self.earlier,
            source=self.source,
            lines=[
                {"row": row, "origin": origin_of(row), "proposed": row.follow_up in OPEN_STATUSES}
                for row in rows
            ],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = chosen_keys(request.POST.getlist("selected"))
        try:
            if self.source is None:
                raise Refused(_("There is no earlier conference of the series whose follow-up you may see."))
            copies = carry_over(self.conference, self.source, keys, by=user_of(request))
        except Refused as error:
            messages.error(request, error.message)
            return self.render_to_response(self.get_context_data())
        message = ngettext(
            "%(count)d recommendation is carried over.", "%(count)d recommendations are carried over.", len(copies)
        )  # fmt: skip
        messages.success(request, message % {"count": len(copies)})
        return HttpResponseRedirect(self.to("follow-up"))
