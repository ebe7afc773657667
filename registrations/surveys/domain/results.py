"""The results of a survey: who answered, each question in figures, broken down by group; each with its definition.

Below five responses only their number is shown, to anybody: someone who knows who answered would know what.
Breakdowns are suppressed for everyone; for an observer the figures of the questions are, too, and no texts
are shown.
"""

import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from confman.people.models import Sector, Sex
from registrations.core.domain.small_cells import THRESHOLD, small_groups, suppress, suppress_table
from registrations.core.models.category import Category
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain import questions as q
from registrations.surveys.domain.lifecycle import audience_of, responses_of
from registrations.surveys.domain.questions import questions_of_survey
from registrations.surveys.domain.responses import OTHER
from registrations.surveys.domain.scores import PairedComparison, compare_pairs
from registrations.surveys.models import (
    GroupDimension,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyKind,
    SurveyQuestionType,
    SurveyResponse,
)

T = SurveyQuestionType

DEFINITIONS: dict[str, Promise] = {
    "invited": gettext_lazy(
        "Asked: the participants whom the survey is for now, and those who have answered and are no longer among "
        "them."
    ),
    "answered": gettext_lazy("Answered: responses sent, one a person."),
    "rate": gettext_lazy("Response rate: answered ÷ asked."),
    "votes": gettext_lazy(
        "Votes: sent by visitors of the public site. A second vote is hindered, not made impossible: they are "
        "not a survey of a known group."
    ),
    "share": gettext_lazy("Shares are of those who answered the question, not of all who were asked."),
    "suppression": gettext_lazy(
        "Figures under five are not shown (–), nor are those from which they could be computed."
    ),
    "other": gettext_lazy("“Others” are people of groups of which fewer than five were asked."),
}


@dataclass(frozen=True)
class ResultRow:
    """One answer to choose from, or one number of a scale. None: suppressed."""

    label: str
    number: int | None
    percent: int | None
    correct: bool = False


@dataclass(frozen=True)
class BreakdownRow:
    """One group: how many of it answered; their mean rating, else how many chose each answer. None: hidden."""

    label: str
    number: int | None
    mean: float | None
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class GroupBreakdown:
    """One question by one dimension; `columns` name the cells, of which a rating has none."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[BreakdownRow, ...]


@dataclass(frozen=True)
class QuestionResult:
    """One question: how many `answered`; rows where it can be counted, mean and median of numbers, texts."""

    key: str
    label: str
    type: str
    archived: bool
    answered: int | None
    rows: tuple[ResultRow, ...] = ()
    mean: float | None = None
    median: float | None = None
    highest: int = 0
    texts: tuple[str, ...] = ()
    texts_held_back: bool = False
    breakdowns: tuple[GroupBreakdown, ...] = ()
    section: str = ""

    @property
    def is_rating(self) -> bool:
        return self.type == T.RATING

    @property
    def is_text(self) -> bool:
        return self.type in (T.TEXT, T.LONG_TEXT)


@dataclass(frozen=True)
class SurveyResults:
    """`invited` is 0 for a poll. Where `too_few`, there are no questions."""

    survey: Survey
    invited: int
    answered: int | None
    too_few: bool
    questions: tuple[QuestionResult, ...]
    definitions: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        if not self.invited or self.answered is None:
            return None
        return round(100 * self.answered / self.invited)


@dataclass(frozen=True)
class _Response:
    """One response as read: its groups, and its answers by key."""

    groups: Mapping[str, str]
    answers: Mapping[str, Any]


def survey_results(survey: Survey, *, suppressed: bool = False) -> SurveyResults:
    """Return the results, in at most six queries.

    `suppressed` is for those who may see totals only: small figures hidden, no texts.
    """
    responses = _responses(survey)
    invited = 0 if survey.is_poll else invited_count(survey, len(responses))
    too_few = not survey.is_poll and len(responses) < THRESHOLD
    questions: list[QuestionResult] = []
    if not too_few:
        labels = _group_labels(survey)
        section = ""
        for question in questions_of_survey(survey):
            if question.is_section:
                section = "" if question.archived else str(question.label)
                continue
            result = _result(question, responses, labels, section, suppressed)
            if result is not None:
                questions.append(result)
                section = ""
    is_grouped = bool(survey.grouped_by) and not too_few
    notes = ["votes"] if survey.is_poll else ["invited", "answered", "rate"]
    notes += ["share"] if questions else []
    notes += ["suppression"] if suppressed or is_grouped else []
    notes += ["other"] if is_grouped else []
    hidden = suppressed and too_few and bool(responses)
    return SurveyResults(
        survey=survey,
        invited=invited,
        answered=None if hidden else len(responses),
        too_few=too_few,
        questions=tuple(questions),
        definitions=tuple(str(DEFINITIONS[note]) for note in notes),
    )


def invited_count(survey: Survey, answered: int) -> int:
    """Count the people asked (see DEFINITIONS); never fewer than have answered."""
    invitations = SurveyInvitation.objects.filter(survey=survey, registration=OuterRef("pk")).exclude(
        answered_on=None
    )
    rows = Registration.objects.of(survey.conference_id)
    registrations = rows.filter(Q(pk__in=audience_of(survey).order_by().values("pk")) | Exists(invitations))
    return max(registrations.count(), answered)


def _responses(survey: Survey) -> list[_Response]:
    groups: dict[UUID, Mapping[str, str]] = dict(responses_of(survey).order_by().values_list("pk", "groups"))
    answers = answers_in(responses_of(survey))
    return [_Response(own_groups, answers[pk]) for pk, own_groups in groups.items()]


def answers_in(responses: QuerySet[SurveyResponse], named_by: str = "pk") -> dict[Any, dict[str, Any]]:
    """Map response -> key -> answer; also those without an answer have a dict there when they are asked for."""
    answers_by_response: dict[Any, dict[str, Any]] = defaultdict(dict)
    rows = SurveyAnswer.objects.filter(response__in=responses.order_by().values("pk")).order_by()
    for response, key, value in rows.values_list(f"response__{named_by}", "question__key", "value"):
        answers_by_response[response][key] = value
    return answers_by_response


def _group_labels(survey: Survey) -> dict[str, dict[str, str]]:
    """Map dimension -> key of a group -> its name; one query for the categories where they are noted."""
    labels: dict[str, dict[str, str]] = {}
    for dimension in survey.grouped_by:
        if dimension == GroupDimension.CATEGORY:
            rows = Category.objects.of(survey.conference_id)
            labels[dimension] = {str(row.pk): str(row.name) for row in rows}
        else:
            labels[dimension] = {key: str(label) for key, label in _CHOICES[dimension].choices}
    return labels


_CHOICES: Mapping[str, Any] = {
    GroupDimension.SEX: Sex,
    GroupDimension.SECTOR: Sector,
    GroupDimension.DELEGATION_KIND: DelegationKind,
}


# --- One question --------------------------------------------------------------------------------------------


def _result(
    question: q.Question,
    responses: Sequence[_Response],
    labels: Mapping[str, Mapping[str, str]],
    section: str,
    suppressed: bool,
) -> QuestionResult | None:
    """Return the figures of one question; None if it was taken out and nobody had answered it."""
    answers = [
        (response.groups, response.answers[question.key])
        for response in responses
        if question.key in response.answers
    ]
    if question.archived and not answers:
        return None
    values = [value for _groups, value in answers]
    too_few = len(values) < THRESHOLD
    base: dict[str, Any] = {
        "key": question.key,
        "label": str(question.label),
        "type": question.type,
        "archived": question.archived,
        "answered": None if suppressed and 0 < len(values) < THRESHOLD else len(values),
        "section": section,
    }
    if question.type in (T.TEXT, T.LONG_TEXT):
        texts = [] if too_few or suppressed else [str(value) for value in values]
        # Not in the order in which they came.
        random.SystemRandom().shuffle(texts)
        return QuestionResult(**base, texts=tuple(texts), texts_held_back=bool(values) and not texts)
    numbers = [float(value) for value in values if question.type in (T.RATING, T.NUMBER)]
    if numbers and not (suppressed and too_few):
        base |= {"mean": statistics.fmean(numbers), "median": statistics.median(numbers)}
    if question.type == T.NUMBER:
        return QuestionResult(**base)
    counts = _counts(question, values)
    visible_counts: dict[str, int | None] = suppress(counts) if suppressed else {**counts}
    if suppressed and question.type == T.CHOICES:
        # Those who did not choose it are as few: whoever answers may choose all or none of the others.
        others = {key: len(values) - number for key, number in counts.items()}
        visible_counts |= dict.fromkeys(small_groups(others))
    if None in visible_counts.values():
        # The mean would allow computing what is hidden.
        base.pop("mean", None)
        base.pop("median", None)
    names = _names(question)
    right = {option.key for option in question.options if option.correct}
    rows = tuple(
        ResultRow(
            names[key],
            number,
            None if number is None or not values else round(100 * number / len(values)),
            key in right,
        )
        for key, number in visible_counts.items()
    )
    highest = len(question.options) if question.type == q.RATING else 0
    # Nor is anything broken down then: the sum over the groups would reveal the same.
    groups = () if None in visible_counts.values() else _breakdowns(question, answers, labels, names)
    return QuestionResult(**base, rows=rows, highest=highest, breakdowns=groups)


def _names(question: q.Question) -> dict[str, str]:
    """Return the possible answers in the order of the form: key -> words."""
    if question.type == T.YES_NO:
        return {q.YES: _("yes"), q.NO: _("no")}
    return {option.key: str(option.label) or option.key for option in question.options}


def _counts(question: q.Question, values: Sequence[Any]) -> dict[str, int]:
    counts = Counter(key for value in values for key in q.deciding_values(question, value))
    archived = {option.key for option in question.options if option.archived}
    return {key: counts[key] for key in _names(question) if counts[key] or key not in archived}


def _breakdowns(
    question: q.Question,
    answers: Sequence[tuple[Mapping[str, str], Any]],
    labels: Mapping[str, Mapping[str, str]],
    names: Mapping[str, str],
) -> tuple[GroupBreakdown, ...]:
    breakdowns = (
        _breakdown(question, dimension, answers, labels[dimension], names) for dimension in labels if answers
    )
    return tuple(breakdown for breakdown in breakdowns if len(breakdown.rows) > 1)


def _breakdown(
    question: q.Question,
    dimension: str,
    answers: Sequence[tuple[Mapping[str, str], Any]],
    labels: Mapping[str, str],
    names: Mapping[str, str],
) -> GroupBreakdown:
    """Break one question down by one dimension.

    Groups under five are hidden whole, together with another; in the others the small cells, with their
    complements.
    """
    values: dict[str, list[Any]] = defaultdict(list)
    for groups, value in answers:
        values[groups.get(dimension, OTHER)].append(value)
    group_labels = {OTHER: pgettext("groups", "Others"), "": _("not stated"), **labels}
    order = sorted(
        values, key=lambda key: (key in (OTHER, ""), -len(values[key]), group_labels.get(key, key))
    )
    sizes = suppress({key: len(values[key]) for key in order})
    hidden = frozenset(key for key, number in sizes.items() if number is None)
    is_rating = question.type == T.RATING
    counts = {key: _counts(question, values[key]) for key in order}
    columns = [] if is_rating else [key for key in names if any(key in row for row in counts.values())]
    table = suppress_table(
        {key: {column: counts[key].get(column, 0) for column in columns} for key in order},
        hidden_lines=hidden,
    )
    if all(number is None for cells in table.values() for number in cells.values()):
        # Nothing is left to show but how many of each group answered.
        columns, table = [], {key: {} for key in order}
    return GroupBreakdown(
        title=str(GroupDimension(dimension).label),
        columns=tuple(names[column] for column in columns),
        rows=tuple(
            BreakdownRow(
                group_labels.get(key, key),
                sizes[key],
                statistics.fmean(values[key]) if is_rating and key not in hidden else None,
                tuple(table[key].values()),
            )
            for key in order
        ),
    )


# --- Pairs ---------------------------------------------------------------------------------------------------


def paired_results(survey: Survey) -> PairedComparison | None:
    """Compare a post-test with its pre-test, for those who answered both; None if it has none. Six queries."""
    before = survey.paired_with
    if survey.kind != SurveyKind.POST_TEST or before is None:
        return None
    before.conference = survey.conference
    return compare_pairs(
        _sheets(before),
        _sheets(survey),
        asked_before=questions_of_survey(before),
        asked_after=questions_of_survey(survey),
    )


def _sheets(survey: Survey) -> dict[str, dict[str, Any]]:
    """Map code -> key -> answer."""
    rows = responses_of(survey).exclude(code="").order_by()
    answers = answers_in(rows, "code")
    return {code: answers[code] for code in rows.values_list("code", flat=True)}
