"""The report as a page: figures, the people behind them, texts; a copy edited in Word; a series of conferences."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.sessions import user_of
from confman.conferences.models import Conference, Partner
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import VerbFormView
from confman.translation.text import TranslatedText
from confman.web.charts import bars
from confman.web.errors import Refused
from confman.web.word_differences import compare_words
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import STAGES, FollowUpStatus, Stage
from outcomes.reports.documents.blocks import shown
from outcomes.reports.documents.donor_report import bars_of, figures_in_text
from outcomes.reports.domain.figures import conferences_of_series, present_figures, results_of, series_lines
from outcomes.reports.domain.inputs import (
    FIGURES,
    TEXT_PLACES,
    report_paragraphs,
    with_figures,
    write_report_text,
)
from outcomes.reports.domain.narrative_builder import PassageEdit, apply_copy
from outcomes.reports.exchange import ReturnedCopy, read_copy, texts_by_passage
from outcomes.reports.models import ReportKind, ReportParagraph
from outcomes.reports.web.forms import EditedCopyForm, ReportTextForm, ReturnedPassageFormSet
from outcomes.reports.web.views.narratives import OfReport
from registrations.core.models.registration import Registration
from registrations.lifecycle.table import MEASURES
from registrations.statistics.domain.figures import (
    DIMENSIONS,
    Breakdown,
    participation_figures,
    registrations_counted,
)


class ReportPeopleTable(tables.ResourceTable):
    person = tables.RecordColumn(gettext_lazy("Name"))
    job_title = tables.Column(gettext_lazy("Function"), accessor="person__job_title", default="–")
    delegation = tables.Column(gettext_lazy("Delegation or organization"), empty_values=())
    category = tables.Column(gettext_lazy("Category"))
    status = tables.Column(gettext_lazy("Status"))

    def render_delegation(self, record: Registration, value: Any) -> Any:
        return value or record.person.organization or "–"


TEXT_KINDS = {
    ReportKind.CONFERENCE.value: gettext_lazy("Conference report: text"),
    ReportKind.DONOR.value: gettext_lazy("Report to the donor: text"),
}


class ConferenceReportView(SecretariatView):
    """Figures with charts, suppressed for everyone, because donors see this page, too."""

    navigation_key = "outcomes.report"
    permission = "outcomes.view_report"
    template_name = "outcomes/reports/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = participation_figures(self.conference)
        # Before anyone has registered there is no figure to open.
        is_counted = any(breakdown.rows for breakdown in figures.by.values())
        self.names_people = is_counted and self.may("outcomes.view_people_of_report")
        stages = list(Recommendation.objects.of(self.conference).counted().values_list("stage", "follow_up"))
        return super().get_context_data(
            totals=[
                {"label": label, "value": shown(number), "url": self.people("total", "", measure)}
                for measure, label, number in (
                    *(
                        (key, str(MEASURES[key].label).lower(), figure)
                        for key, figure in figures.counts.items()
                    ),
                    ("", _("participant-days"), figures.participant_days),
                )
            ],
            breakdowns=[
                {
                    "breakdown": breakdown,
                    "columns": [MEASURES[key].label for key in breakdown.measures],
                    "rows": self.rows(breakdown),
                    "chart": bars(bars_of(breakdown.rows)),
                }
                for breakdown in figures.by.values()
                if breakdown.rows
            ],
            names_people=self.names_people,
            definitions=figures.definitions,
            stages=self._counted(Stage, [stage for stage, _status in stages]),
            follow_up=self._counted(
                FollowUpStatus, [status for stage, status in stages if STAGES[stage].is_adopted]
            ),
            **kwargs,
        )

    def people(self, dimension: str, key: str, measure: str) -> str:
        """Return the address of the people behind a figure; '' for users who may not read their names."""
        if not self.names_people or not measure:
            return ""
        query = urlencode({"by": dimension, "key": key, "measure": measure})
        return f"{self.to('report-people')}?{query}"

    def rows(self, breakdown: Breakdown) -> list[dict[str, Any]]:
        """Return the lines of a breakdown, each figure with the address of its people."""
        return [
            {
                "label": capfirst(row.label),
                "cells": [
                    {"value": shown(number), "url": self.people(breakdown.key, row.key, measure)}
                    for measure, number in row.counts.items()
                ],
            }
            for row in breakdown.rows
        ]

    def _counted(self, choices: Any, values: list[str]) -> dict[str, Any]:
        rows = [(str(choice.label), values.count(choice)) for choice in choices if choice in values]
        return {"rows": rows, "chart": bars(rows)}


class ReportPeopleView(ListView):
    """The people behind a figure, for users who may read registrations anyway."""

    navigation_key = "outcomes.report"
    permission = "outcomes.view_people_of_report"
    template_name = "outcomes/reports/report_people.html"
    table = ReportPeopleTable
    empty = Empty("people", gettext_lazy("There is nobody to count here"))

    def prepare(self) -> None:
        super().prepare()
        parameters = self.request.GET
        dimension, key = parameters.get("by", "total"), parameters.get("key", "")
        self.measure = parameters.get("measure", "registered")
        if dimension not in ("total", *DIMENSIONS) or self.measure not in MEASURES:
            raise Http404(_("There is no such figure."))
        self.asked = {"dimension": dimension, "key": key}
        self.list_label = capfirst(self.group(dimension, key))

    def get_rows(self) -> Any:
        registrations = registrations_counted(self.conference, **self.asked, measure=self.measure)
        return registrations.with_names().order_by("person__sort_key", "pk")

    def address_of(self, row: Registration) -> str:
        return reverse("registrations_secretariat:registration", args=[self.conference.slug, row.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(measure=MEASURES[self.measure].label, **kwargs)

    def group(self, dimension: str, key: str) -> str:
        """Return the name of the figure's line."""
        if dimension == "total":
            return _("everyone")
        lines = {
            (breakdown.key, row.key): f"{breakdown.title}: {row.label}"
            for suppressed in (False, True)
            for breakdown in participation_figures(self.conference, suppressed=suppressed).by.values()
            for row in breakdown.rows
        }
        if (dimension, key) not in lines:
            raise Http404(_("There is no such figure."))
        return lines[dimension, key]


class ReportTextPage(SecretariatMixin):
    """The base of pages for writing a report: the conference's, or one of its donors'."""

    navigation_key = "outcomes.report"

    def prepare(self) -> None:
        super().prepare()
        self.kind = self.kwargs["kind"]
        if self.kind not in TEXT_KINDS:
            raise Http404(_("There is no such report."))
        self.navigation_key = f"outcomes.{self.kind}_report"
        self.donors = (
            list(self.conference.partners.filter(role=Partner.Role.DONOR)) if self.kind == "donor" else []
        )
        donor_id = self.request.GET.get("donor")
        if donor_id:
            self.partner = next((donor for donor in self.donors if str(donor.pk) == donor_id), None)
            if self.partner is None:
                raise Http404(_("There is no such donor."))
        else:
            self.partner = self.donors[0] if self.donors else None

    def report_url(self, name: str, *args: Any) -> str:
        """Return an address about this report."""
        query = f"?donor={self.partner.pk}" if self.partner else ""
        return self.to(name, self.kind, *args) + query


class ReportTextsView(ReportTextPage, SecretariatView):
    """The page of all texts of a report in their order, with the present figures."""

    permission = "outcomes.edit_report"
    template_name = "outcomes/reports/report_texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = figures_now(self.conference)
        paragraphs = report_paragraphs(self.conference, self.kind, partner=self.partner)
        return super().get_context_data(
            heading=TEXT_KINDS[self.kind],
            places=[
                {
                    "label": label,
                    "text": with_figures(str(paragraphs[place].text), numbers) if place in paragraphs else "",
                    "url": self.report_url("report-text", place),
                }
                for place, label in TEXT_PLACES.items()
            ],
            donors=[
                {
                    "label": donor,
                    "url": f"{self.to('report-texts', 'donor')}?donor={donor.pk}",
                    "active": donor == self.partner,
                }
                for donor in self.donors
            ],
            without_donor=self.kind == "donor" and not self.donors,
            document_kind=f"outcomes.{self.kind}-report",
            **kwargs,
        )


def figures_now(conference: Conference) -> dict[str, str]:
    """Return the present value of each {figure} of a text."""
    figures = participation_figures(conference)
    return figures_in_text(figures, present_figures(conference, figures, results_of(conference)))


class ReportTextView(ReportTextPage, VerbFormView):
    """The text at one place. If it was changed meanwhile, the other is shown beside it."""

    permission = "outcomes.edit_report"
    list_label = gettext_lazy("Report")
    form_class = ReportTextForm
    template_name = "outcomes/reports/report_text_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.place = self.kwargs["place"]
        if self.place not in TEXT_PLACES or (self.kind == "donor" and not self.partner):
            raise Http404(_("The report has no such place."))
        self.heading = TEXT_PLACES[self.place]
        self.lead = TEXT_KINDS[self.kind]

    def list_url(self) -> str:
        return self.report_url("report-texts")

    def get_initial(self) -> dict[str, Any]:
        paragraph = report_paragraphs(self.conference, self.kind, partner=self.partner).get(self.place)
        return {"text": paragraph.text, "revision": paragraph.revision} if paragraph else {"revision": 0}

    def perform(self, form: ReportTextForm) -> Any:
        write_report_text(
            self.conference, by=self.acting_user, kind=self.kind, place=self.place, partner=self.partner,
            text=form.cleaned_data["text"], revision=form.cleaned_data["revision"] or 0,
        )  # fmt: skip
        return _("The text was saved.")

    def other_version(self, form: ReportTextForm, current: ReportParagraph) -> TranslatedText:
        return current.text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = figures_now(self.conference)
        return super().get_context_data(
            figures=[
                {"name": f"{{{name}}}", "label": label, "value": numbers[name]}
                for name, label in FIGURES.items()
            ],
            **kwargs,
        )


class SeriesView(SecretariatView):
    """The figures of all conferences of the series that the user works on, year by year."""

    permission = "outcomes.view_report"
    template_name = "outcomes/reports/series.html"
    navigation_key = "outcomes.series"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conferences = conferences_of_series(self.conference, self.request.user)
        lines = [
            {
                "key": line.key,
                "label": line.label,
                "cells": [{"value": shown(number)} for number in line.numbers],
            }
            for line in series_lines(conferences)
        ]
        return super().get_context_data(
            series=self.conference.series,
            conferences_in_series=conferences,
            lines=lines,
            carry_over_url=self.carry_over_url(),
            may_change=self.may("conferences.change_conference"),
            may_clone=self.may("conferences.clone_conference"),
            **kwargs,
        )

    def carry_over_url(self) -> str:
        """Return where open recommendations of earlier conferences are carried over; "" without the right to."""
        if not self.may("outcomes.edit_follow_up"):
            return ""
        return self.to("carry-over")


class EditedCopyView(OfReport, SecretariatView):
    """Two steps at one address: the first reads the file, the second, which carries the differences, saves."""

    permission = "outcomes.write_report"
    template_name = "outcomes/reports/edited_copy.html"
    heading = gettext_lazy("Upload the edited Word file")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "passages-TOTAL_FORMS" in request.POST:
            return self._apply(request)
        form = EditedCopyForm(request.POST, request.FILES, conference=self.conference)
        if form.is_valid():
            try:
                copy = read_copy(self.report, form.cleaned_data["file"].read())
            except Refused as error:
                form.add_error("file", error.message)
            else:
                return self._compare(copy)
        return self.render_to_response(self.get_context_data(form=form))

    def _compare(self, copy: ReturnedCopy) -> HttpResponse:
        passages = ReturnedPassageFormSet(
            prefix="passages",
            initial=[
                {
                    "take": not change.is_stale, "words": change.words, "passage": change.passage.pk,
                    "language": change.language, "revision": change.passage.revision,
                }
                for change in copy.changes
            ],
        )  # fmt: skip
        stale = {str(change.passage.pk) for change in copy.changes if change.is_stale}
        return self.render_to_response(
            self.get_context_data(passages=passages, notes=copy.notes, stale=stale, found=True)
        )

    def _apply(self, request: HttpRequest) -> HttpResponse:
        passages = ReturnedPassageFormSet(request.POST, prefix="passages")
        if passages.is_valid():
            edited, left_out = self._chosen([row for row in passages.cleaned_data if row.get("take")])
            try:
                count = apply_copy(self.report, by=user_of(request), edited=edited, left_out=left_out)
            except Refused as error:
                messages.error(request, error.message)
            else:
                messages.success(
                    request,
                    ngettext("%(count)d passage was changed.", "%(count)d passages were changed.", count)
                    % {"count": count},
                )
                return HttpResponseRedirect(self.report_url())
        return self.render_to_response(self.get_context_data(passages=passages, found=True))

    def _chosen(self, rows: list[dict[str, Any]]) -> tuple[list[PassageEdit], list[ReportParagraph]]:
        passages_by_pk = {passage.pk: passage for passage in self.report.paragraphs.select_related("report")}
        pairs = [(passages_by_pk[row["passage"]], row) for row in rows if row["passage"] in passages_by_pk]
        edited = [
            PassageEdit(
                passage, TranslatedText({**passage.text, row["language"]: row["words"]}), row["revision"]
            )
            for passage, row in pairs
            if row["words"].strip() and row["language"] in self.conference.languages
        ]
        return edited, [passage for passage, row in pairs if not row["words"].strip()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = kwargs.get("passages")
        if passages is None:
            kwargs.setdefault("form", EditedCopyForm(conference=self.conference))
        else:
            kwargs["rows"] = self._shown(passages, kwargs.get("stale", set()))
        return super().get_context_data(title=self.heading, back=self.report_url(), **kwargs)

    def _shown(self, passages: Any, stale: Any) -> list[dict[str, Any]]:
        """Return each difference with its form and the words that changed."""
        languages = {form["language"].value() for form in passages} & set(self.conference.languages)
        now = {
            (language, str(text.passage.pk)): text.text
            for language in languages
            for text in texts_by_passage(self.report, language).values()
        }
        rows = []
        for form in passages:
            edited_text, language = form["words"].value() or "", form["language"].value()
            before = now.get((language, str(form["passage"].value())), "")
            rows.append(
                {
                    "form": form,
                    "is_gone": not edited_text.strip(),
                    "is_stale": str(form["passage"].value()) in stale,
                    "now": before,
                    "language": language,
                    "pieces": compare_words(before, edited_text) if edited_text.strip() else [],
                }
            )
        return rows
