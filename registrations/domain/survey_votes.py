"""Voting in a poll: once a day from one network and kind of browser, and nothing kept of who it was.

What hinders a second vote is a keyed hash of the poll, the day, the network address and the browser's name of itself.
It tells the same again, and not what it was; it is thrown away after a day, and when the poll is closed. It is no proof
of one person, one vote: docs/surveys.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.web.errors import Refused
from registrations.domain.attempts import may_try
from registrations.domain.questions import Question
from registrations.models import Attempt, Survey, SurveyAnswer, SurveyResponse


def _what(poll: Survey) -> str:
    # The field holds 20 characters.
    return f"poll-{poll.pk.hex[:15]}"


def vote(
    poll: Survey,
    values: dict[str, Any],
    questions: list[Question],
    *,
    language: str,
    address: str,
    agent: str,
) -> None:
    """Count one vote. Raises Refused where the poll is not open, or somebody like this has voted today."""
    with transaction.atomic():
        # Two that come at once are counted one after the other.
        held = Survey.objects.select_for_update(of=("self",)).select_related("conference")
        current = held.get(pk=poll.pk)
        if not current.is_poll or not current.is_answerable:
            raise Refused(_("This poll is not open."))
        answered = answered_of(questions, values)
        if not answered:
            raise Refused(_("Please choose an answer first."))
        day = current.conference.today().isoformat()
        who = f"{current.pk}{day}{address}{agent}"
        if not may_try(_what(current), who, most=current.votes_a_day, within=dt.timedelta(days=1)):
            raise Refused(
                _(
                    "From this network, with a browser like this one, somebody has voted already today. Nothing was "
                    "counted; you may vote again tomorrow, or over another network."
                )
            )
        response = SurveyResponse.objects.create(
            survey=current, language=language, is_practice=current.conference.is_practice
        )
        keep_answers(response, answered)


def answered_of(questions: Sequence[Question], values: Mapping[str, Any]) -> list[tuple[Question, Any]]:
    """The questions that were answered, each with its answer."""
    return [
        (question, values[question.key])
        for question in questions
        if not question.is_section and values.get(question.key) not in (None, "", [])
    ]


def keep_answers(response: SurveyResponse, answered: Sequence[tuple[Question, Any]]) -> None:
    """Write the answers of one response."""
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question_id=question.pk, value=value)  # type: ignore[misc]
        for question, value in answered
    )


def forget_votes(poll: Survey) -> None:
    """Throw away what hinders a second vote."""
    Attempt.objects.filter(what=_what(poll)).delete()
