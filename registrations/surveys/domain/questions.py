"""A survey's questions, built as the registration form is built."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.dates import dashed_words
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.sheet_builder import QuestionSheet
from registrations.surveys.domain.templates import TEMPLATES
from registrations.surveys.models import (
    COUNTED_TYPES,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyQuestionType,
)

T = SurveyQuestionType


def rating_options(scale: int, low: Mapping[str, str], high: Mapping[str, str]) -> tuple[q.Option, ...]:
    """Return the numbers of a scale as options, the ends with their meaning: "1 – not at all"."""
    ends = {1: low, scale: high}
    options = []
    for number in range(1, scale + 1):
        label = {
            code: dashed_words(f"{number} – {text}", code)
            for code, text in ends.get(number, {}).items()
            if text
        }
        options.append(q.Option(str(number), TranslatedText(label or {"en": str(number)})))
    return tuple(options)


def question_of(row: SurveyQuestion) -> q.Question:
    """Return a row as a plain question, from which the form, the check and the preview are made."""
    options = q.read_options(row.options)
    if row.type == T.RATING:
        options = rating_options(row.scale, row.low_label, row.high_label)
    return q.Question(
        key=row.key,
        type=row.type,
        label=row.label,
        help_text=row.help_text,
        required=row.required,
        options=options,
        condition=q.read_condition(row.condition),
        archived=row.archived_at is not None,
        pk=row.pk,
    )


def questions_of_survey(survey: Survey) -> list[q.Question]:
    """Return all questions it has asked, in order, with those that were taken out. One query."""
    return [question_of(row) for row in SurveyQuestion.objects.filter(survey=survey)]


class SurveySheet(QuestionSheet[SurveyQuestion]):
    """The questions of one survey."""

    audited = "registrations.survey_question"
    fixed = ("key", "type", "scale")

    def __init__(self, survey: Survey) -> None:
        self.survey, self.conference = survey, survey.conference

    def blank(self, type: str, **fields: Any) -> SurveyQuestion:
        return SurveyQuestion(survey=self.survey, type=type, **fields)

    def locked_rows(self) -> list[SurveyQuestion]:
        Survey.objects.select_for_update().only("pk").get(pk=self.survey.pk)
        return list(SurveyQuestion.objects.filter(survey=self.survey))

    def current(self, row: SurveyQuestion) -> SurveyQuestion:
        return SurveyQuestion.objects.select_related("survey__conference").get(pk=row.pk)

    def questions(self) -> list[q.Question]:
        return questions_of_survey(self.survey)

    def is_answered(self, row: SurveyQuestion) -> bool:
        return SurveyAnswer.objects.filter(question=row).exists()

    def chosen_options(self, row: SurveyQuestion) -> set[str]:
        question = question_of(row)
        values = SurveyAnswer.objects.filter(question=row).order_by().values_list("value", flat=True)
        return {value for answer in values for value in q.deciding_values(question, answer)}

    def answer_counts(self) -> Counter[str]:
        keys = SurveyAnswer.objects.filter(question__survey=self.survey).order_by()
        return Counter(keys.values_list("question__key", flat=True))

    def refuse_kind(self, type: str, rows: Sequence[SurveyQuestion]) -> None:
        if not self.survey.is_poll:
            return
        if type not in COUNTED_TYPES:
            raise Refused(_("A poll asks what can be counted: a choice, a rating, yes or no."))
        if any(row.archived_at is None for row in rows):
            raise Refused(_("A poll has one question. Change it, or take it out first."))

    def restore(self, row: SurveyQuestion, *, by: User) -> SurveyQuestion:
        """Restore it as in any list. Raises Refused also in a poll that has another question by now."""
        with transaction.atomic():
            self.refuse_kind(row.type, self.locked_rows())
            restored: SurveyQuestion = super().restore(row, by=by)
        return restored


def add_survey_question(survey: Survey, *, by: User, **values: Any) -> SurveyQuestion:
    """Add a question at the end of the survey.

    Raises ValidationError, which names the field, and Refused where it would make no sense.
    """
    return SurveySheet(survey).add(by=by, **values)


def add_ready_questions(survey: Survey, *, by: User) -> list[SurveyQuestion]:
    """Add the usual questions for a survey of this kind, in the conference's languages; they can be changed.

    Raises Refused if it has questions already.
    """
    conference = survey.conference
    with transaction.atomic():
        if any(row.archived_at is None for row in SurveySheet(survey).locked_rows()):
            raise Refused(_("This survey has questions already; only an empty one can be filled."))
        return [
            add_survey_question(survey, by=by, **_in_own_languages(conference, vars(ready)))
            for ready in TEMPLATES[survey.kind]
        ]


def _in_own_languages(conference: Conference, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a ready-made question with its texts in the conference's languages."""
    texts = {
        name: conference.in_own_languages(value) if isinstance(value, TranslatedText) else value
        for name, value in values.items()
    }
    options = (
        replace(option, label=conference.in_own_languages(option.label)) for option in values["options"]
    )
    return {**texts, "options": list(options)}
