"""The totals of surveys, for programs: as the page of results shows them, without texts."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from pydantic import BeforeValidator

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, Moment, Texts, example
from registrations.surveys.domain.results import SurveyResults, survey_results
from registrations.surveys.models import Survey, SurveyKind, SurveyQuerySet, SurveyQuestionType, SurveyStatus

routes = Routes("Surveys")

VIEW, IN_FULL = "registrations.view_survey_totals", "registrations.view_survey_results"


class SurveyAnswered(Answer):
    """A survey whose results may be read."""

    id: UUID
    kind: SurveyKind
    title: Texts
    state: SurveyStatus
    released_at: Moment | None

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e31",
        kind="evaluation",
        title={"en": "Evaluation of the conference"},
        state="closed",
        released_at="2027-04-10T12:00:00+05:00",
    )


class ResultRowAnswer(Answer):
    """An answer to choose from. Null: suppressed."""

    label: str
    number: int | None
    percent: int | None


class BreakdownRowAnswer(Answer):
    """A group; `cells` are as many as the columns. Null: suppressed."""

    label: str
    number: int | None
    mean: float | None
    cells: list[int | None]


class BreakdownAnswer(Answer):
    """A question by groups."""

    title: str
    columns: list[str]
    rows: list[BreakdownRowAnswer]


class QuestionTotals(Answer):
    """A question in figures."""

    key: str
    label: str
    type: SurveyQuestionType
    answered: int | None
    mean: float | None
    median: float | None
    rows: list[ResultRowAnswer]
    breakdowns: list[BreakdownAnswer]


class SurveyTotals(Answer):
    """The totals of a survey. Where fewer than five answered there are no questions; null is a figure under five.

    Words are in the language of Accept-Language.
    """

    survey: Annotated[UUID, BeforeValidator(lambda survey: getattr(survey, "pk", survey))]
    invited: int
    answered: int | None
    percent: int | None
    too_few: bool
    questions: list[QuestionTotals]
    definitions: list[str]

    model_config = example(
        survey="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e31",
        invited=210,
        answered=84,
        percent=40,
        too_few=False,
        questions=[
            {
                "key": "q1",
                "label": "How useful was the conference?",
                "type": "rating",
                "answered": 80,
                "mean": 4.1,
                "median": 4,
                "rows": [{"label": "4", "number": 40, "percent": 50}],
                "breakdowns": [
                    {
                        "title": "sex",
                        "columns": [],
                        "rows": [{"label": "female", "number": 44, "mean": 4.2, "cells": []}],
                    }
                ],
            }
        ],
        definitions=["Answered: responses sent, one a person."],
    )


def _surveys(request: AuthorizedRequest) -> SurveyQuerySet:
    in_full = request.auth.may(IN_FULL, request.conference)
    return Survey.objects.of(request.conference).with_results(in_full=in_full)


@routes.list("/surveys", SurveyAnswered, permission=VIEW, order=("created_at", "id"))
def list_surveys(request: AuthorizedRequest) -> SurveyQuerySet:
    """List the surveys whose results may be read: the released ones; with the right to read all, all but drafts."""
    return _surveys(request)


@routes.one("/surveys/{uuid:key}/totals", SurveyTotals, permission=VIEW)
def show_survey_totals(request: AuthorizedRequest, key: UUID) -> SurveyResults:
    """Show the totals of a survey. Without the right to read all, small figures are suppressed as on the page."""
    survey = get_object_or_404(_surveys(request), pk=key)
    survey.conference = request.conference
    return survey_results(survey, suppressed=not request.auth.may(IN_FULL, request.conference))
