"""Tests and satisfaction in a report: typed in from paper, and from surveys held here.

For a survey, a report gives only the totals released to observers: readers could otherwise compute hidden figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from confman.conferences.models import Conference
from outcomes.reports.models.donor import EnteredResult
from registrations.core.domain.small_cells import THRESHOLD
from registrations.surveys.domain.results import QuestionResult, paired_results, survey_results
from registrations.surveys.models import Survey, SurveyKind

Kind = EnteredResult.Kind


@dataclass(frozen=True)
class ReportResult:
    """The result of a question in per cent, with the number of respondents; for a test, before and after."""

    kind: str
    label: str
    respondents: int
    result_percent: Decimal
    before_percent: Decimal | None = None

    def __str__(self) -> str:
        return self.label


def results_of(conference: Conference) -> list[ReportResult]:
    """List all results: those typed in, then surveys whose totals are released; in the reading language."""
    typed = [
        ReportResult(row.kind, str(row), row.respondents, row.result_percent, row.before_percent)
        for row in conference.entered_results.all()
    ]
    return [*typed, *_of_surveys(conference)]


def _of_surveys(conference: Conference) -> Iterator[ReportResult]:
    for survey in Survey.objects.of(conference).released():
        survey.conference = conference
        if survey.kind == SurveyKind.EVALUATION:
            for question in survey_results(survey, suppressed=True).questions:
                satisfied = satisfied_percent(question)
                if satisfied is not None:
                    label = f"{survey}: {question.label}"
                    yield ReportResult(Kind.SATISFACTION, label, question.answered or 0, satisfied)
        elif survey.kind == SurveyKind.POST_TEST and (test := _of_test(survey)):
            yield test


def satisfied_percent(question: QuestionResult) -> Decimal | None:
    """Return the share of ratings above the middle of the scale: 4 and 5 of five. Pure.

    None if it is not a rating, and if there are hidden figures on both sides of the middle.
    """
    if not question.is_rating or not question.answered or len(question.rows) != question.highest:
        return None
    above = [row.number for place, row in enumerate(question.rows, 1) if 2 * place > question.highest + 1]
    below = [row.number for row in question.rows[: len(question.rows) - len(above)]]
    if None not in above:
        satisfied = sum(number or 0 for number in above)
    elif None not in below:
        satisfied = question.answered - sum(number or 0 for number in below)
    else:
        return None
    return percent(satisfied, question.answered)


def _of_test(survey: Survey) -> ReportResult | None:
    """Return the gain of those who took both tests; None if nothing can be compared, or a figure in it is small."""
    found = paired_results(survey)
    if found is None or found.mean_before is None or found.mean_after is None:
        return None
    if found.pairs < THRESHOLD or found.has_small_figures(THRESHOLD):
        return None
    before, after = (percent(mean, found.highest) for mean in (found.mean_before, found.mean_after))
    return ReportResult(Kind.TEST, str(survey), found.pairs, after, before)


def percent(part: float, whole: int) -> Decimal:
    """Return a share in per cent, to a tenth. Pure.

    >>> percent(2, 3)
    Decimal('66.7')
    """
    return (Decimal(100) * Decimal(str(part)) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
