"""Sent several times at the same moment, a response and a vote count once."""

import pytest

from confman.web.errors import Refused
from registrations.surveys.domain.lifecycle import open_survey
from registrations.surveys.domain.polls import vote
from registrations.surveys.domain.questions import questions_of_survey
from registrations.surveys.domain.responses import submit_response
from registrations.surveys.models import SurveyResponse
from tests.registrations.survey_samples import participants, survey_with

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def test_a_response_counts_once(owner, conference, at_once):
    survey = open_survey(survey_with(conference, by=owner), by=owner)
    [row] = participants(conference, 1)
    questions = questions_of_survey(survey)
    got = at_once(*[lambda: submit_response(survey, row, {"overall": 3}, questions, language="en")] * AT_ONCE)
    assert sorted(got) == [False] * (AT_ONCE - 1) + [True]
    assert SurveyResponse.objects.count() == 1


def test_a_vote_counts_once(owner, conference, at_once):
    poll = open_survey(survey_with(conference, by=owner, kind="poll"), by=owner)
    questions = questions_of_survey(poll)
    got = at_once(
        *[lambda: vote(poll, {"knows": "right"}, questions, language="en", browser="phone")] * AT_ONCE
    )
    assert sum(isinstance(told, Refused) for told in got) == AT_ONCE - 1
    assert SurveyResponse.objects.count() == 1
