"""The responses of a survey as a table: a row each, in random order; a column for each question's key."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from confman.documents.rendering.spreadsheets import Sheet, render_csv, render_xlsx
from confman.web.errors import Refused
from registrations.core.domain.small_cells import THRESHOLD, suppress
from registrations.questionnaire.domain import questions as q
from registrations.surveys.domain.lifecycle import responses_of
from registrations.surveys.domain.questions import questions_of_survey
from registrations.surveys.domain.results import answers_in
from registrations.surveys.models import Survey, SurveyQuestionType

T = SurveyQuestionType
FORMATS = ("xlsx", "csv")


def export_survey(survey: Survey, *, format: str) -> bytes:
    """Return CSV with the responses, or a workbook with the questions on a second sheet.

    It has codes, if there are any, but never a person. A language or a group that fewer than five respondents
    have (or that could be deduced) is left out, as is a language that fewer than five of a group have. Raises
    Refused below five responses except for a poll.
    """
    responses = responses_sheet(survey)
    if format == "csv":
        return render_csv(responses)
    return render_xlsx([responses, questions_sheet(survey)])


def responses_sheet(survey: Survey) -> Sheet:
    """Return the responses. Raises Refused below five, except for a poll."""
    rows = list(responses_of(survey))
    if len(rows) < THRESHOLD and not survey.is_poll:
        raise Refused(
            _(
                "There are fewer than five responses: anyone who knows who answered could tell what. Please "
                "wait for more."
            )
        )
    answers = answers_in(responses_of(survey))
    questions = [question for question in questions_of_survey(survey) if not question.is_section]
    groups = {
        dimension: _coarse([row.groups.get(dimension, "") for row in rows]) for dimension in survey.grouped_by
    }
    languages = _coarse([row.language for row in rows])
    places: dict[Hashable, list[int]] = defaultdict(list)
    for position, of_groups in enumerate(zip(*groups.values(), strict=True)):
        places[of_groups].append(position)
    for alike in places.values():
        # A language beside a group identifies a person as soon as few of the group have it.
        coarse_languages = _coarse([languages[position] for position in alike])
        for position, language in zip(alike, coarse_languages, strict=True):
            languages[position] = language
    properties = {"language": languages, **groups}
    with_codes = not survey.is_anonymous
    return Sheet(
        title=str(survey.title),
        columns=[
            *(("code", "submitted_on") if with_codes else ()),
            *properties,
            *(question.key for question in questions),
        ],
        rows=[
            [
                *((row.code, row.submitted_on) if with_codes else ()),
                *(column[number] for column in properties.values()),
                *(_cell(question, answers[row.pk]) for question in questions),
            ]
            for number, row in enumerate(rows)
        ],
    )


def _coarse(values: list[str]) -> list[str]:
    """Return the values of a column; empty if fewer than five people have a value, or a rare value could be deduced."""
    counts = suppress(Counter(values))
    return [value if counts[value] is not None else "" for value in values]


def _cell(question: q.Question, answers: Mapping[str, Any]) -> object:
    value = answers.get(question.key)
    if value is None:
        return None
    if question.type == T.YES_NO:
        return q.YES if value else q.NO
    if question.type == T.NUMBER:
        return Decimal(str(value))
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value


def questions_sheet(survey: Survey) -> Sheet:
    """Return the sheet that explains the columns: the question, its kind, and the meaning of its answers' keys."""
    kinds = dict(SurveyQuestionType.choices)
    return Sheet(
        title=_("Questions"),
        columns=[
            _("short name"),
            _("question"),
            _("kind of answer"),
            _("answers to choose from"),
            _("right"),
        ],
        rows=[
            [
                question.key,
                str(question.label),
                str(kinds[question.type]),
                "; ".join(f"{option.key} = {option.label}" for option in question.options),
                "; ".join(option.key for option in question.options if option.correct),
            ]
            for question in questions_of_survey(survey)
            if not question.is_section
        ],
    )
