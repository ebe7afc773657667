"""Polls: a poll takes one vote a day from a browser."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import within_rate_limit
from confman.conferences.models import Conference
from confman.web.errors import Refused
from registrations.questionnaire.domain.questions import Question
from registrations.surveys.models import Survey, SurveyAnswer, SurveyResponse


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
