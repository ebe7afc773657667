"""The results of a survey: figures with charts and tables, the comparison of a pair, the responses as a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.translation.numbers import percent
from confman.web.charts import BarChart, bars
from confman.web.errors import Refused
from registrations.core.domain.small_cells import THRESHOLD, format_number
from registrations.core.web.exports import audited_download
from registrations.surveys.domain.results import QuestionResult, paired_results, survey_results
from registrations.surveys.domain.scores import PairedComparison
from registrations.surveys.exchange import FORMATS, export_survey
from registrations.surveys.models import SurveyStatus
from registrations.surveys.web.views.surveys import SurveyMixin


class SurveyResultsView(SurveyMixin, SecretariatView):
    """Results: editors of surveys and reports see all; others see released results without small numbers."""

    permission = "registrations.view_survey_totals"
    template_name = "registrations/surveys/survey_results.html"

    def prepare(self) -> None:
        super().prepare()
        self.in_full = self.may("registrations.view_survey_results")
        is_visible = (
            self.survey.state != SurveyStatus.DRAFT if self.in_full else bool(self.survey.released_at)
        )
        if self.may("registrations.view_survey_totals") and not (
            is_visible or self.may("registrations.edit_surveys")
        ):
            raise Http404

    def paired(self) -> dict[str, Any] | None:
        """Return the comparison with the pre-test; for an observer nothing if few are in it, not even their number."""
        comparison = paired_results(self.survey)
        if comparison is None or (not self.in_full and comparison.pairs < THRESHOLD):
            return None
        return paired_shown(comparison, suppressed=not self.in_full)

    def document_url(self) -> str:
        """Return the address of the page that makes the report of this survey."""
        address = reverse(
            "documents_secretariat:document-request",
            args=[self.conference.slug, "registrations.survey_results"],
        )
        return f"{address}?survey={self.survey.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = self.survey
        results = survey_results(survey, suppressed=not self.in_full)
        stats = [
            {
                "label": _("Votes") if survey.is_poll else pgettext("of a survey", "Answered"),
                "value": format_number(results.answered),
            }
        ]
        if not survey.is_poll:
            stats.insert(0, {"label": pgettext("of a survey", "Asked"), "value": str(results.invited)})
            rate = "–" if results.percent is None else percent(results.percent)
            stats.append({"label": _("Response rate"), "value": rate, "note": _("answered ÷ asked")})
        return super().get_context_data(
            results=results,
            stats=stats,
            entries=[(result, question_chart(result)) for result in results.questions],
            paired=self.paired(),
            least=THRESHOLD,
            document_url=self.document_url() if self.in_full else "",
            may_edit=self.may("registrations.edit_surveys"),
            may_export=self.may("registrations.edit_surveys"),
            **kwargs,
        )


def question_chart(result: QuestionResult) -> BarChart | None:
    """Return the bars of a question; None where there is nothing to draw. A scale is drawn whole."""
    rows = [(row.label, row.number) for row in result.rows]
    if result.is_rating:
        return bars(rows, max_rows=len(rows), keep=[label for label, _number in rows])
    return bars(rows)


def paired_shown(paired: PairedComparison, *, suppressed: bool) -> dict[str, Any]:
    """Return the comparison as the page shows it; only the number of pairs where there are too few."""
    too_few = paired.pairs < THRESHOLD
    # For an observer all or nothing: means and shares would allow computing the small figures.
    too_small = suppressed and paired.has_small_figures(THRESHOLD)
    counts = [(f"{number:+d}" if number else "0", count) for number, count in paired.changes]
    chart = None if too_few or too_small else bars(counts, max_rows=len(counts))
    return {
        "comparison": paired,
        "too_few": too_few,
        "too_small": too_small,
        "changes": counts,
        "chart": chart,
        "questions": [
            {
                "line": line,
                "before": percent_of(line.right_before, line.pairs),
                "after": percent_of(line.right_after, line.pairs),
            }
            for line in paired.questions
            if line.pairs >= THRESHOLD
        ],
    }


def percent_of(number: int | None, whole: int) -> int | None:
    """Return whole percent; None if the whole is 0."""
    return None if number is None or not whole else round(100 * number / whole)


class SurveyExportView(SurveyMixin, View):
    """The responses as a file. The history records who took it."""

    http_method_names = ("post", "options")
    refused = gettext_lazy("Choose one of the formats offered.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        format = request.POST.get("format", "")
        try:
            if format not in FORMATS:
                raise Refused(str(self.refused))
            content = export_survey(self.survey, format=format)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.to("survey-results", self.survey.pk))
        return audited_download(
            content,
            format,
            self.conference,
            by=user_of(request),
            of=f"{self.survey.kind}-responses",
            verb="registrations.survey_exported",
            survey=str(self.survey.pk),
        )
