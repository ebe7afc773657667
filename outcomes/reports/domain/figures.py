"""Count for a report: figures that a text may name, results of tests, targets reached, a series side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.sessions.models.session import Session, SessionQuerySet
from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.people.models import Sex
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import ADOPTED_STAGES, OPEN_STATUSES, FollowUpStatus
from outcomes.reports.models import EnteredResult, ReportTarget
from registrations.core.domain.small_cells import THRESHOLD
from registrations.lifecycle.table import MEASURES
from registrations.statistics.domain.figures import SMALL, Breakdown, ParticipationFigures, totals_of
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
    """List all results: those typed in, then surveys whose totals are released; in the reading language.

    Of a survey, only the totals released to observers: readers could otherwise compute hidden figures.
    """
    entered = [
        ReportResult(row.kind, str(row), row.respondents, row.result_percent, row.before_percent)
        for row in conference.entered_results.all()
    ]
    return [*entered, *_of_surveys(conference)]


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
    above = [
        row.number for position, row in enumerate(question.rows, 1) if 2 * position > question.highest + 1
    ]
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
    comparison = paired_results(survey)
    if comparison is None or comparison.mean_before is None or comparison.mean_after is None:
        return None
    if comparison.pairs < THRESHOLD or comparison.has_small_figures(THRESHOLD):
        return None
    before, after = (
        percent(mean, comparison.highest) for mean in (comparison.mean_before, comparison.mean_after)
    )
    return ReportResult(Kind.TEST, str(survey), comparison.pairs, after, before)


def percent(part: float, whole: int) -> Decimal:
    """Return a share in per cent, to a tenth. Pure.

    >>> percent(2, 3)
    Decimal('66.7')
    """
    return _rounded(Decimal(100) * Decimal(str(part)) / whole)


Measure = ReportTarget.Measure


def present_figures(
    conference: Conference, figures: ParticipationFigures, results: Sequence[ReportResult]
) -> dict[str, Decimal | None]:
    """Return the present figure for each measure. None: suppressed, or without a source. Three queries.

    Participants, their countries and institutions are those who attended; percentages are of those whose sex is stated.
    """
    stages = list(Recommendation.objects.of(conference).adopted().values_list("follow_up", flat=True))
    return {
        Measure.PARTICIPANTS: _decimal(figures.attended),
        Measure.WOMEN_PERCENT: _women_percent(figures.by["sex"]),
        Measure.COUNTRIES: Decimal(figures.by["country"].represented),
        Measure.INSTITUTIONS: Decimal(figures.by["institution"].represented),
        Measure.PARTICIPANT_DAYS: _decimal(figures.participant_days),
        Measure.SESSIONS: Decimal(
            sessions_with_a_subject(conference).filter(start__lte=timezone.now()).count()
        ),
        Measure.ADOPTED: Decimal(len(stages)),
        Measure.IMPLEMENTED: Decimal(stages.count(FollowUpStatus.IMPLEMENTED)),
        Measure.SATISFACTION_PERCENT: _mean(
            [(row, row.result_percent) for row in results if row.kind == EnteredResult.Kind.SATISFACTION]
        ),
        Measure.LEARNING_PERCENT: _mean(
            [
                (row, row.result_percent - row.before_percent)
                for row in results
                if row.kind == EnteredResult.Kind.TEST and row.before_percent is not None
            ]
        ),
    }


def sessions_with_a_subject(conference: Conference) -> SessionQuerySet:
    """Return the scheduled sessions that are neither breaks nor cancelled."""
    return Session.objects.of(conference).scheduled().spoken_in()


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _women_percent(by_sex: Breakdown) -> Decimal | None:
    """Return the percentage of women among those who attended and state their sex; None if a figure is hidden."""
    cells: Mapping[str, int | None] = {row.key: row.attended for row in by_sex.rows}
    stated = [number for key, number in cells.items() if key not in ("", Sex.NOT_STATED)]
    total = sum(number or 0 for number in stated)
    if None in stated or SMALL in cells or not total:
        return None
    return percent(cells.get(Sex.FEMALE) or 0, total)


def _mean(weighted: Sequence[tuple[ReportResult, Decimal]]) -> Decimal | None:
    """Return the mean over all answers; None if there are none, or so few that people could be identified."""
    answers = sum(row.respondents for row, _value in weighted)
    if answers < THRESHOLD:
        return None
    return _rounded(sum((row.respondents * value for row, value in weighted), Decimal(0)) / answers)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


_ADOPTED = Q(stage__in=ADOPTED_STAGES)
# Outcomes of the recommendations: the label, and those that are counted.
_OUTCOMES: dict[str, tuple[Promise, Q]] = {
    "adopted": (pgettext_lazy("figure", "Recommendations adopted"), _ADOPTED),
    "implemented": (_("of these implemented"), _ADOPTED & Q(follow_up=FollowUpStatus.IMPLEMENTED)),
    "open": (_("of these still open"), _ADOPTED & Q(follow_up__in=OPEN_STATUSES)),
    "left": (
        _("of these open and not carried over"),
        _ADOPTED & Q(follow_up__in=OPEN_STATUSES, carried_to=None),
    ),
}


@dataclass(frozen=True)
class SeriesLine:
    """A figure of each conference, in their order; None is suppressed."""

    key: str
    label: str
    numbers: tuple[int | None, ...]


def conferences_of_series(conference: Conference, user: Visitor) -> list[Conference]:
    """Return the conferences of the same series whose report the user may see, the earliest first."""
    if conference.series_id is None:
        return []
    conferences = Conference.objects.filter(series=conference.series_id).order_by("starts_on", "slug")
    if not user.is_superuser:
        conferences = conferences.worked_on_by(user)
    return list(conferences)


def series_lines(conferences: Iterable[Conference]) -> list[SeriesLine]:
    """Return the figures of these conferences side by side; two queries. Figures of no conference are left out."""
    rows = list(conferences)
    people = totals_of(rows)
    counts = {
        f"number_{key}": Count("pk", distinct=True, filter=condition)
        for key, (_label, condition) in _OUTCOMES.items()
    }
    recommendations = Recommendation.objects.filter(conference__in=rows).order_by()
    texts = {row["conference"]: row for row in recommendations.values("conference").annotate(**counts)}
    lines = [
        SeriesLine(key, str(measure.label), tuple(people.get(row.pk, {}).get(key, 0) for row in rows))
        for key, measure in MEASURES.items()
    ]
    lines += [
        SeriesLine(key, str(label), tuple(texts.get(row.pk, {}).get(f"number_{key}", 0) for row in rows))
        for key, (label, _wanted) in _OUTCOMES.items()
    ]
    return [line for line in lines if any(number != 0 for number in line.numbers)]
