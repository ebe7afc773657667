"""Sent several times at the same moment, a response and a vote count once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from confman.web.errors import Refused
from registrations.domain.survey_answering import submit_response
from registrations.domain.survey_questions import questions_of_survey
from registrations.domain.survey_votes import vote
from registrations.domain.surveys import open_survey
from registrations.models import SurveyResponse
from tests.registrations.surveyed import participants, survey_with

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What each of several that act at the same moment got: a value, or what it was refused with.

    The embedded SQLite of a test lies in memory and writes one after the other anyway.
    """
    start, got = threading.Barrier(AT_ONCE), []

    def run(*, waits: bool = True) -> None:
        try:
            if waits:
                start.wait(timeout=20)
            got.append(act())
        except Refused as error:
            got.append(error.message)
        finally:
            if waits:
                connections.close_all()

    if connection.vendor != "postgresql":
        for _number in range(AT_ONCE):
            run(waits=False)
        return got
    threads = [threading.Thread(target=run) for _number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return got


def test_a_response_counts_once(owner, conference):
    survey = open_survey(survey_with(conference, by=owner), by=owner)
    [row] = participants(conference, 1)
    questions = questions_of_survey(survey)
    got = at_once(lambda: submit_response(survey, row, {"overall": 3}, questions, language="en"))
    assert sorted(got) == [False] * (AT_ONCE - 1) + [True]
    assert SurveyResponse.objects.count() == 1


def test_a_vote_counts_once(owner, conference):
    poll = open_survey(survey_with(conference, by=owner, kind="poll"), by=owner)
    questions = questions_of_survey(poll)
    got = at_once(
        lambda: vote(poll, {"knows": "right"}, questions, language="en", address="192.0.2.1", agent="phone")
    )
    assert got.count(None) == 1 and len(got) == AT_ONCE
    assert SurveyResponse.objects.count() == 1
