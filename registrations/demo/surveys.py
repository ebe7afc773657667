"""The demo's surveys: an evaluation, a test before and after, a poll, with answers that are clearly samples."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.models import Conference
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
from registrations.surveys.domain.templates import text_of
from registrations.surveys.models import Answered, PollResults, Survey, SurveyKind

EVALUATION = text_of(
    "SAMPLE: evaluation of the conference", "ОБРАЗЕЦ: оценка конференции", "NAMUNA: konferensiyani baholash"
)
PRE_TEST = text_of(
    "SAMPLE: test before the conference", "ОБРАЗЕЦ: тест до конференции", "NAMUNA: oldingi test"
)
POST_TEST = text_of(
    "SAMPLE: test after the conference", "ОБРАЗЕЦ: тест после конференции", "NAMUNA: keyingi test"
)
POLL = text_of(
    "SAMPLE: poll of visitors", "ОБРАЗЕЦ: опрос посетителей", "NAMUNA: tashrif buyuruvchilar so‘rovi"
)
THANKS = text_of(
    "Thank you: your answers help to prepare the next conference.",
    "Спасибо: ваши ответы помогут подготовить следующую конференцию.",
    "Rahmat: javoblaringiz keyingi konferensiyani tayyorlashga yordam beradi.",
)
WORDS = (
    "SAMPLE: more time for the working groups.",
    "ОБРАЗЕЦ: материалы за неделю до начала.",
    "NAMUNA: amaliy misollar ko‘proq bo‘lsin.",
    "SAMPLE: the coffee break was too short.",
)
RATINGS = (5, 4, 4, 5, 3, 4, 5, 2, 4, 5)
TOPICS: tuple[list[str], ...] = (
    ["training"],
    ["training", "exchange"],
    ["law"],
    ["exchange", "research"],
    [],
)
VOTES = ("help", "prevention", "help", "cooperation", "help", "prevention", "cooperation", "help", "help")
RESPONSES = 42


def load(conference: Conference, *, by: User) -> None:
    """Does nothing where the conference has a survey already, or nobody who could answer."""
    if Survey.objects.of(conference).exists():
        return
    with transaction.atomic():
        _evaluation(conference, by)
        _tests(conference, by)
        _poll(conference, by)


def _made(conference: Conference, kind: str, title: Any, by: User, **fields: Any) -> Survey:
    survey = create_survey(conference, by=by, kind=kind, title=conference.in_own_languages(title), **fields)
    add_ready_questions(survey, by=by)
    return open_survey(survey, by=by)


def _evaluation(conference: Conference, by: User) -> None:
    thanks = conference.in_own_languages(THANKS)
    survey = _made(conference, SurveyKind.EVALUATION, EVALUATION, by, grouped_by=["sex"], thanks=thanks)
    questions = questions_of_survey(survey)
    for number, row in enumerate(audience_of(survey).order_by("id")[:RESPONSES]):
        values: dict[str, Any] = {
            question.key: RATINGS[(number + place) % len(RATINGS)]
            for place, question in enumerate(questions)
            if question.type == "rating" and (number + place) % 9
        }
        values |= {"will_use": number % 5 != 0, "next_topics": TOPICS[number % len(TOPICS)]}
        if number % 4 == 0:
            values["improve"] = WORDS[number // 4 % len(WORDS)]
        language = conference.languages[number % len(conference.languages)]
        submit_response(survey, row, values, questions, language=language)
    if audience_of(survey).exists():
        close_survey(survey, by=by)
        release_totals(survey, by=by)


def _tests(conference: Conference, by: User) -> None:
    """Both are answered by the same, most of whom know more afterwards; a few answer only one."""
    under_code = Answered.PSEUDONYMOUS
    before = _made(conference, SurveyKind.PRE_TEST, PRE_TEST, by, answered=under_code)
    after = _made(
        conference, SurveyKind.POST_TEST, POST_TEST, by, answered=under_code, paired_with=before, shows_score=True
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
    poll = _made(conference, SurveyKind.POLL, POLL, by, results_shown=PollResults.AFTER_VOTE)
    questions = questions_of_survey(poll)
    for number, choice in enumerate(VOTES):
        vote(
            poll,
            {"matters_most": choice},
            questions,
            language=conference.languages[number % len(conference.languages)],
            browser=f"sample {number}",
        )
