"""Surveys for tests, created through the verbs and answered by participants."""

from collections.abc import Iterable, Mapping
from typing import Any

from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.questions import Option
from registrations.surveys.domain.lifecycle import create_survey
from registrations.surveys.domain.questions import add_survey_question, questions_of_survey
from registrations.surveys.domain.responses import submit_response
from registrations.surveys.models import Survey
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory

RIGHT_AND_WRONG = [
    Option("right", {"en": "The right one", "ru": "Верный"}, correct=True),
    Option("wrong", {"en": "The wrong one", "ru": "Неверный"}),
]


def survey_with(conference: Any, *, by: Any, kind: str = "evaluation", **fields: Any) -> Survey:
    """Return a draft with one countable question: a rating; in a test or a poll a choice."""
    fields = {"title": {"en": f"Sample {kind}", "ru": "Образец"}, **fields}
    survey = create_survey(conference, by=by, kind=kind, **fields)
    if kind == "evaluation":
        add_survey_question(
            survey,
            by=by,
            type="rating",
            key="overall",
            label={"en": "How was it?", "ru": "Как было?"},
            low_label={"en": "poor"},
            high_label={"en": "good"},
        )
    else:
        add_survey_question(
            survey,
            by=by,
            type="choice",
            key="knows",
            label={"en": "Which one?", "ru": "Какой?"},
            options=RIGHT_AND_WRONG,
            required=True,
        )
    return survey


def participants(conference: Any, number: int, **person: Any) -> list[Registration]:
    """Return approved participants of one category."""
    category = CategoryFactory(conference=conference)
    return [
        RegistrationFactory(
            conference=conference,
            category=category,
            status="approved",
            person=PersonFactory(conference=conference, **person),
        )
        for _number in range(number)
    ]


def answer(survey: Survey, rows: Iterable[Registration], *values: Mapping[str, Any]) -> None:
    """Let each of the rows answer, taking the values in turn."""
    questions = questions_of_survey(survey)
    for number, row in enumerate(rows):
        assert submit_response(survey, row, values[number % len(values)], questions, language="en")
