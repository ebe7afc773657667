"""The figures that a report compares with its targets, counted from the record or from its results."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.models import Sex
from outcomes.recommendations.models.follow_up_status import FollowUpStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.reports.domain.results import ReportResult
from outcomes.reports.models.donor import EnteredResult, ReportTarget
from registrations.core.domain.small_cells import THRESHOLD
from registrations.statistics.domain.figures import SMALL, Breakdown, ParticipationFigures

Measure = ReportTarget.Measure


def reached(
    conference: Conference, figures: ParticipationFigures, results: Sequence[ReportResult]
) -> dict[str, Decimal | None]:
    """Return the present figure for each measure. None: suppressed, or without a source. Three queries.

    Participants, their countries and institutions are those who attended; percentages are of those whose sex is stated.
    """
    stages = list(Recommendation.objects.of(conference).adopted().values_list("follow_up", flat=True))
    return {
        Measure.PARTICIPANTS: _decimal(figures.attended),
        Measure.WOMEN_PERCENT: _women(figures.by["sex"]),
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


def sessions_with_a_subject(conference: Conference) -> Any:
    """Return the scheduled sessions that are neither breaks nor cancelled."""
    return Session.objects.of(conference).scheduled().spoken_in()


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _women(by_sex: Breakdown) -> Decimal | None:
    """Return the percentage of women among those who attended and state their sex; None if a figure is hidden."""
    cells: Mapping[str, int | None] = {row.key: row.attended for row in by_sex.rows}
    stated = [number for key, number in cells.items() if key not in ("", Sex.NOT_STATED)]
    if None in stated or SMALL in cells or not sum(number or 0 for number in stated):
        return None
    return _rounded(Decimal(100 * (cells.get(Sex.FEMALE) or 0)) / Decimal(sum(stated)))  # type: ignore[arg-type]


def _mean(weighted: Sequence[tuple[ReportResult, Decimal]]) -> Decimal | None:
    """Return the mean over all answers; None if there are none, or so few that people could be identified."""
    answers = sum(row.respondents for row, _value in weighted)
    if answers < THRESHOLD:
        return None
    return _rounded(sum((row.respondents * value for row, value in weighted), Decimal(0)) / answers)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
