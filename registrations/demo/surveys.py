"""The demo's surveys: an evaluation, a test before and after, a poll, with answers that are clearly samples."""

from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from registrations.surveys.domain.lifecycle import (
    audience_of,
    close_survey,
    create_survey,
    open_survey,
    release_totals,
)
from registrations.surveys.domain.polls import vote
from registrations.surveys.domain.questions import add_ready_questions, questions_of_survey
from registrations.surveys.domain.responses import submit_response
from registrations.surveys.models import Answered, PollResults, Survey, SurveyKind


class DemoSurveys(DemoRow):
    responses: int
    ratings: list[int]
    topics: list[list[str]]
    improvements: list[str]
    votes: list[str]
    titles: dict[str, DemoText]
    thanks: DemoText


DEMO = read_rows(DemoSurveys, __file__)


def load(conference: Conference, *, by: User) -> None:
    """Load the surveys. Does nothing if the conference has one already, or nobody who could answer."""
    if Survey.objects.of(conference).exists():
        return
    with transaction.atomic():
        _evaluation(conference, by)
        _tests(conference, by)
        _poll(conference, by)


def _made(conference: Conference, kind: str, by: User, **fields: Any) -> Survey:
    title = conference.in_own_languages(TranslatedText(DEMO.titles[kind]))
    survey = create_survey(conference, by=by, kind=kind, title=title, **fields)
    add_ready_questions(survey, by=by)
    return open_survey(survey, by=by)


def _evaluation(conference: Conference, by: User) -> None:
    thanks = conference.in_own_languages(TranslatedText(DEMO.thanks))
    survey = _made(conference, SurveyKind.EVALUATION, by, grouped_by=["sex"], thanks=thanks)
    questions = questions_of_survey(survey)
    for number, row in enumerate(audience_of(survey).order_by("id")[: DEMO.responses]):
        values: dict[str, Any] = {
            question.key: DEMO.ratings[(number + position) % len(DEMO.ratings)]
            for position, question in enumerate(questions)
            if question.type == "rating" and (number + position) % 9
        }
        values |= {"will_use": number % 5 != 0, "next_topics": DEMO.topics[number % len(DEMO.topics)]}
        if number % 4 == 0:
            values["improve"] = DEMO.improvements[number // 4 % len(DEMO.improvements)]
        language = conference.languages[number % len(conference.languages)]
        submit_response(survey, row, values, questions, language=language)
    if audience_of(survey).exists():
        close_survey(survey, by=by)
        release_totals(survey, by=by)


def _tests(conference: Conference, by: User) -> None:
    """Let the same people answer both tests, most of them better afterwards; a few answer only one."""
    under_code = Answered.PSEUDONYMOUS
    before = _made(conference, SurveyKind.PRE_TEST, by, answered=under_code)
    after = _made(
        conference, SurveyKind.POST_TEST, by, answered=under_code, paired_with=before, shows_score=True
    )  # fmt: skip
    rows = list(audience_of(before).order_by("id")[:24])
    for survey, offset in ((before, 0), (after, 2)):
        questions = questions_of_survey(survey)
        for number, row in enumerate(rows):
            if number % 8 == 7 - offset:
                continue
            knows = number % 7 + offset
            values = {
                "consensus": "no_objection" if knows > 2 else "majority",
                "follow_up": ["addressee", "time"] if knows > 3 else ["preamble"],
                "confidence": min(5, 2 + number % 3 + offset // 2),
            }
            submit_response(survey, row, values, questions, language=conference.default_language)
        close_survey(survey, by=by)


def _poll(conference: Conference, by: User) -> None:
    poll = _made(conference, SurveyKind.POLL, by, results_shown=PollResults.AFTER_VOTE)
    questions = questions_of_survey(poll)
    for number, choice in enumerate(DEMO.votes):
        vote(
            poll,
            {"matters_most": choice},
            questions,
            language=conference.languages[number % len(conference.languages)],
            browser=f"sample {number}",
        )
