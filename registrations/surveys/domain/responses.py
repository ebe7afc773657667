"""A survey's questions, built as the registration form is built; and answering them.

Responses are kept without a link from the person to the answers. A poll takes one vote a day from a browser.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import within_rate_limit
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.dates import dashed_words
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from registrations.core.domain.small_cells import suppress
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.questions import Question
from registrations.questionnaire.domain.sheet_builder import QuestionSheet
from registrations.surveys.domain.lifecycle import audience_of
from registrations.surveys.domain.scores import Score, score_of
from registrations.surveys.domain.templates import TEMPLATES
from registrations.surveys.models import (
    COUNTED_TYPES,
    GroupDimension,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyQuestionType,
    SurveyResponse,
    SurveyStatus,
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


def current_poll(conference: Conference) -> Survey | None:
    """Return the poll that visitors can vote in now: there is at most one."""
    return Survey.objects.of(conference).polls().answerable().first()


def poll_question(conference: Conference) -> str:
    """Return the question of the current poll, for the home page."""
    poll = current_poll(conference)
    return str(poll.questions.asked().first() or "") if poll else ""


def has_current_poll(conference: Conference) -> bool:
    """Tell whether there is a poll to vote in."""
    return current_poll(conference) is not None


def vote(
    poll: Survey, values: dict[str, Any], questions: list[Question], *, language: str, browser: str
) -> None:
    """Count one vote. Raises Refused if the poll is not open, or this browser has voted today."""
    with transaction.atomic():
        # Two votes that come at once are counted one after the other.
        rows = Survey.objects.select_for_update(of=("self",)).select_related("conference")
        current = rows.get(pk=poll.pk)
        if not current.is_poll or not current.is_answerable:
            raise Refused(_("This poll is not open."))
        answered = answered_of(questions, values)
        if not answered:
            raise Refused(_("Please choose an answer first."))
        day = current.conference.today().isoformat()
        if not within_rate_limit("vote", browser=f"{current.pk} {day} {browser}"):
            raise Refused(
                _(
                    "From this browser a vote was counted already today. Nothing more was counted; you may vote again "
                    "tomorrow."
                )
            )
        response = SurveyResponse.objects.create(
            survey=current, language=language, is_practice=current.conference.is_practice
        )
        save_poll_answers(response, answered)


def answered_of(questions: Sequence[Question], values: Mapping[str, Any]) -> list[tuple[Question, Any]]:
    """Return the questions that were answered, each with its answer."""
    return [
        (question, values[question.key])
        for question in questions
        if not question.is_section and values.get(question.key) not in (None, "", [])
    ]


def save_poll_answers(response: SurveyResponse, answered: Sequence[tuple[Question, Any]]) -> None:
    """Write the answers of one response."""
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question_id=question.pk, value=value)  # type: ignore[misc]
        for question, value in answered
    )


# No dimension has a group of this name.
OTHER = "others-together"
# The path from a registration to each dimension.
GROUP_PATHS = {
    GroupDimension.CATEGORY: "category_id",
    GroupDimension.SEX: "person__sex",
    GroupDimension.SECTOR: "person__sector",
    GroupDimension.DELEGATION_KIND: "delegation__kind",
}
# Crockford's alphabet, without letters that are mistaken for digits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 10


def code_of(survey: Survey, registration: Registration) -> str:
    """Return the code under which this person answers this survey and its pair; '' where there is none.

    It can be computed only with the survey's secret and this installation's key: neither the database alone
    nor a respondent's name reveals it. Ten characters, 50 bits.
    """
    source = survey.code_source
    if survey.is_anonymous or not source.secret:
        return ""
    key = f"{settings.SECRET_KEY}\x1f{source.secret}".encode()
    number = int.from_bytes(hmac.new(key, str(registration.pk).encode(), hashlib.sha256).digest()[:8], "big")
    letters = "".join(_ALPHABET[number >> 5 * position & 31] for position in range(_CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def has_answered(survey: Survey, registration: Registration) -> bool:
    """Tell whether this person is on record as having answered it."""
    rows = SurveyInvitation.objects.filter(survey=survey, registration=registration)
    return rows.exclude(answered_on=None).exists()


def is_asked(survey: Survey, registration: Registration) -> bool:
    """Tell whether the survey is for this person. One query."""
    return audience_of(survey).filter(pk=registration.pk).exists()


def why_not_open(survey: Survey) -> str:
    """Return why it cannot be answered now, in a sentence; empty if it can."""
    if survey.is_answerable:
        return ""
    if survey.is_over:
        return _("This survey is closed. Thank you for your interest.")
    if survey.state == SurveyStatus.OPEN and survey.opens_at:
        opens = date_format(survey.conference.local(survey.opens_at), "DATETIME_FORMAT")
        return _("This survey opens on %(moment)s.") % {"moment": opens}
    return _("This survey is not open yet.")


def submit_response(
    survey: Survey,
    registration: Registration,
    values: Mapping[str, Any],
    questions: Sequence[q.Question],
    *,
    language: str,
) -> bool:
    """Save the answers to `questions`; return False, saving nothing, where they were sent before.

    Raises Refused if the survey is not open, is not for this person, or nothing was answered.
    """
    answered = answered_of(questions, values)
    with transaction.atomic():
        # Locked, so that it is neither closed nor changed while this is written.
        rows = Survey.objects.select_for_update(of=("self",)).select_related("conference", "paired_with")
        current = rows.get(pk=survey.pk)
        if reason := why_not_open(current):
            raise Refused(reason)
        if not is_asked(current, registration):
            raise Refused(_("This survey is for others than you."))
        if not answered:
            raise Refused(_("Nothing is answered yet. Please answer at least one question."))
        SurveyInvitation.objects.get_or_create(survey=current, registration=registration)
        # Of two sent at once, one finds the row taken.
        updated = SurveyInvitation.objects.filter(
            survey=current, registration=registration, answered_on=None
        ).update(answered_on=current.conference.today())
        if not updated:
            return False
        response = SurveyResponse.objects.create(
            survey=current,
            code=code_of(current, registration),
            language=language,
            groups=coarse_groups(current, registration),
            submitted_on=None if current.is_anonymous else current.conference.today(),
            is_practice=current.conference.is_practice,
        )
        save_poll_answers(response, answered)
    return True


def coarse_groups(survey: Survey, registration: Registration) -> dict[str, str]:
    """Return the groups noted beside the person's answers; a group of under five is noted only as OTHER.

    So is a group that, subtracted from the whole, would reveal such a small group. One query for each
    dimension.
    """
    groups = {}
    for dimension in survey.grouped_by:
        path = GROUP_PATHS[dimension]
        sizes: Counter[str] = Counter()
        for value, number in audience_of(survey).order_by().values_list(path).annotate(Count("pk")):
            sizes[str(value or "")] += number
        [own_value] = Registration.objects.filter(pk=registration.pk).values_list(path, flat=True)
        key = str(own_value or "")
        groups[dimension] = key if suppress(sizes).get(key) is not None else OTHER
    return groups


def own_response(survey: Survey, registration: Registration) -> SurveyResponse | None:
    """Find the response of this person under their code, as long as codes can be made."""
    code = code_of(survey, registration)
    return SurveyResponse.objects.filter(survey=survey, code=code).first() if code else None


def own_score(survey: Survey, registration: Registration, questions: Sequence[q.Question]) -> Score | None:
    """Return the person's score in a test that shows it, once it is closed; None if there is none to show."""
    if not survey.shows_score or not survey.is_test or not survey.is_over:
        return None
    response = own_response(survey, registration)
    return score_of(questions, response.answers_by_key()) if response else None
