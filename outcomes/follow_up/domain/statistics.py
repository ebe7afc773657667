"""The follow-up in figures: by status, theme and addressee, what is overdue; a constant number of queries."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from confman.conferences.models import Conference, Theme
from outcomes.follow_up.models.follow_up import FollowUpAction, Response
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import OPEN_STATUSES, OPEN_TO_ALL_STAGES, FollowUpStatus


@dataclass(frozen=True)
class ThemeLine:
    """A theme: its recommendations, and their number by status."""

    theme: Theme
    total: int
    by_status: Mapping[str, int]


@dataclass(frozen=True)
class AddresseeLine:
    """An addressee: its questions and answers, and how many of its actions are late.

    Silence is a column of its own, counted as neither answer nor status.
    """

    addressee: Addressee
    asked: int
    answers: Mapping[str, int]
    silent: int
    actions: int
    overdue: int


@dataclass(frozen=True)
class FollowUpFigures:
    total: int
    by_status: Mapping[str, int]
    themes: tuple[ThemeLine, ...]
    addressees: tuple[AddresseeLine, ...]
    actions: int
    overdue_actions: int
    overdue_recommendations: int
    asked: int
    received: int
    overdue_by_age: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> int:
        return self.asked - self.received


# Days over the due date -> the key of the row.
AGES = ((30, "month"), (90, "quarter"), (365, "year"))
OLDER = "older"


def follow_up_figures(conference: Conference) -> FollowUpFigures:
    """Count all figures of one conference as they are now."""
    today = conference.today()
    rows = list(
        Recommendation.objects.of(conference)
        .followed_up()
        .order_by()
        .values_list("pk", "follow_up", "due_on", "stage")
    )
    status = {pk: follow_up for pk, follow_up, _due, _stage in rows}
    actions = (
        FollowUpAction.objects.of(conference)
        .order_by()
        .values_list("recommendation_id", "lead_id", "status", "due_on", named=True)
    )
    late = [action for action in actions if _is_late(action.status, action.due_on, today)]
    late_recommendations = {action.recommendation_id for action in late} | {
        pk for pk, follow_up, due, _stage in rows if _is_late(follow_up, due, today)
    }
    questions, answers = _answers(
        conference, {pk for pk, *_rest, stage in rows if stage in OPEN_TO_ALL_STAGES}
    )
    return FollowUpFigures(
        total=len(rows),
        by_status=_in_order(Counter(status.values())),
        themes=_themes(conference, status),
        addressees=_addressees(
            conference,
            questions,
            answers,
            led=Counter(action.lead_id for action in actions),
            overdue=Counter(action.lead_id for action in late),
        ),
        actions=len(actions),
        overdue_actions=len(late),
        overdue_recommendations=len(late_recommendations),
        asked=sum(len(group) for group in questions.values()),
        received=sum(sum(group.values()) for group in answers.values()),
        overdue_by_age=_ages(filter(None, (action.due_on for action in late)), today),
    )


def _is_late(status: str, due: dt.date | None, today: dt.date) -> bool:
    return status in OPEN_STATUSES and due is not None and due < today


def _in_order(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(status): counts[status] for status in FollowUpStatus.values if counts.get(status)}


def _ages(dues: Iterable[dt.date], today: dt.date) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for due in dues:
        days = (today - due).days
        counts[next((key for max_days, key in AGES if days <= max_days), OLDER)] += 1
    return {key: counts[key] for key in (*(key for _most, key in AGES), OLDER) if counts[key]}


def _themes(conference: Conference, status: Mapping[UUID, str]) -> tuple[ThemeLine, ...]:
    counts_by_theme: dict[UUID, Counter[str]] = {}
    pairs = Recommendation.themes.through.objects.filter(recommendation__conference=conference)
    for recommendation, theme in pairs.values_list("recommendation_id", "theme_id"):
        if recommendation in status:
            counts_by_theme.setdefault(theme, Counter())[status[recommendation]] += 1
    return tuple(
        ThemeLine(theme, sum(counts_by_theme[theme.pk].values()), _in_order(counts_by_theme[theme.pk]))
        for theme in conference.themes.all()
        if theme.pk in counts_by_theme
    )


def _answers(
    conference: Conference, recommendations: set[UUID]
) -> tuple[dict[UUID, set[UUID]], dict[UUID, Counter[str]]]:
    """Return, by addressee, the number of questions, and of answers by kind to those still open."""
    questions: dict[UUID, set[UUID]] = {}
    pairs = Recommendation.addressees.through.objects.filter(recommendation__conference=conference)
    for recommendation, addressee in pairs.values_list("recommendation_id", "addressee_id"):
        if recommendation in recommendations:
            questions.setdefault(addressee, set()).add(recommendation)
    answers: dict[UUID, Counter[str]] = {}
    responses = Response.objects.of(conference).received().order_by()
    for recommendation, addressee, answer in responses.values_list(
        "recommendation_id", "addressee_id", "answer"
    ):
        if recommendation in questions.get(addressee, ()):
            answers.setdefault(addressee, Counter())[answer] += 1
    return questions, answers


def _addressees(
    conference: Conference,
    questions: Mapping[UUID, set[UUID]],
    answers: Mapping[UUID, Counter[str]],
    *,
    led: Counter[UUID | None],
    overdue: Counter[UUID | None],
) -> tuple[AddresseeLine, ...]:
    lines = []
    for addressee in Addressee.objects.of(conference):
        number = len(questions.get(addressee.pk, ()))
        counts = answers.get(addressee.pk, Counter())
        if number or led[addressee.pk]:
            lines.append(
                AddresseeLine(
                    addressee, number, counts, number - sum(counts.values()), led[addressee.pk], overdue[addressee.pk]
                )
            )  # fmt: skip
    return tuple(lines)
