"""The follow-up as a whole: the matrix, figures, settings, an addressee's page, what is carried over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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
from outcomes.follow_up.domain.actions import carry_over, earlier_conferences, origin_of, to_carry
from outcomes.follow_up.domain.focal_points import letter_language, mailbox_of, send_focal_point_link
from outcomes.follow_up.domain.progress_reports import change_follow_up_settings, own_actions
from outcomes.follow_up.domain.statistics import FollowUpFigures, follow_up_figures
from outcomes.follow_up.models.follow_up import ProgressUpdate, Response
from outcomes.follow_up.models.reporting import FollowUpSettings, ReportingDate
from outcomes.follow_up.web.forms.progress_review import FollowUpSettingsForm
from outcomes.follow_up.web.pages import FollowUpPageMixin
from outcomes.follow_up.web.tables import FollowUpFilter, FollowUpTable
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.stages import OPEN_STATUSES, FollowUpStatus

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
