"""Follow-up, for programs: responses, actions and indicators are read, progress is reported."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BeforeValidator, Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import (
    Answer,
    ListFilter,
    Moment,
    RequestModel,
    Rows,
    SentDay,
    SentTexts,
    Texts,
    example,
    example_of,
)
from outcomes.follow_up.documents.matrix import followed_up
from outcomes.follow_up.domain.actions import report_progress
from outcomes.follow_up.models.follow_up import FollowUpAction, Indicator, ProgressUpdate, Response
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import FollowUpStatus
from outcomes.recommendations.web.schemas import Key

routes = Routes("Follow-up")

VIEW, EDIT = "outcomes.view_follow_up", "outcomes.edit_follow_up"
# Recommendations carried over without a number stand last.
_AT_THE_END = 2**31 - 1
# A number as the database has it, in JSON as text, so that none of its digits is lost.
Number = Annotated[
    str, BeforeValidator(lambda value: format(value, "f") if isinstance(value, Decimal) else value)
]


class ResponseAnswer(Answer):
    """The answer of an addressee."""

    addressee: UUID = Field(validation_alias="addressee_id")
    answer: Response.Answer
    letter_number: str
    letter_date: dt.date | None
    text: Texts
    received_at: Moment | None


class Milestone(Answer):
    """Something to be reached on the way; `due` is a day, or empty."""

    label: str
    due: str
    done: bool


class ActionAnswer(Answer):
    """A commitment: what an addressee does so that a recommendation is implemented.

    Reports on it that are due before `report_by` are due then; mostly there is no such day.
    """

    id: UUID
    what: Texts
    lead: UUID | None = Field(validation_alias="lead_id")
    partners: Rows[Key]
    starts_on: dt.date | None
    due_on: dt.date | None
    report_by: dt.date | None
    milestones: list[Milestone]
    status: FollowUpStatus
    percent: int

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f21",
        what={"en": "Draft of the law"},
        lead="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f02",
        partners=[],
        starts_on="2027-06-01",
        due_on="2028-06-01",
        report_by=None,
        milestones=[{"label": "First reading", "due": "2028-01-31", "done": False}],
        status="in-progress",
        percent=40,
    )


class MeasuredValue(Answer):
    """A measurement."""

    as_of: dt.date
    value: Number
    source: str


class IndicatorAnswer(Answer):
    """An indicator with its values, the earliest first."""

    id: UUID
    name: Texts
    unit: Texts
    baseline: Number | None
    target: Number | None
    frequency: Indicator.Frequency
    values: Rows[MeasuredValue]


class FollowedUp(Answer):
    """A recommendation that is followed up. What was verified and published is in the open data."""

    id: UUID
    number: int | None = Field(validation_alias="number_in_force")
    label: str
    status: FollowUpStatus = Field(validation_alias="follow_up")
    due_on: dt.date | None
    addressees: Rows[Key]
    responses: Rows[ResponseAnswer]
    actions: Rows[ActionAnswer]
    indicators: Rows[IndicatorAnswer]

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f01",
        number=7,
        label="Recommendation 7",
        status="in-progress",
        due_on="2029-12-31",
        addressees=["5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f02"],
        responses=[
            {
                "addressee": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f02",
                "answer": "supported",
                "letter_number": "12/34",
                "letter_date": "2027-06-14",
                "text": {"en": "The Government supports the recommendation."},
                "received_at": "2027-06-20T10:00:00+05:00",
            }
        ],
        actions=[example_of(ActionAnswer)],
        indicators=[
            {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f22",
                "name": {"en": "Calls answered"},
                "unit": {"en": "calls"},
                "baseline": "100.00",
                "target": "500.00",
                "frequency": "yearly",
                "values": [{"as_of": "2027-12-31", "value": "180.00", "source": "Ministry"}],
            }
        ],
    )


_PROGRESS: Any = {
    "period_from": "2027-07-01",
    "period_to": "2027-12-31",
    "narrative": {"en": "The draft was sent to Parliament."},
    "obstacles": {},
    "percent": 40,
    "self_assessment": "in-progress",
}


class ProgressAnswer(Answer):
    """A report on an action. `verified` is the secretariat's own assessment, before or after it is published."""

    id: UUID
    period_from: dt.date | None
    period_to: dt.date
    narrative: Texts
    obstacles: Texts
    percent: int | None
    self_assessment: str
    state: ProgressUpdate.Status
    verified: str = Field(validation_alias="verified_assessment")
    published_at: Moment | None

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f23",
        **_PROGRESS,
        state="accepted",
        verified="in-progress",
        published_at=None,
    )


class NewProgress(RequestModel):
    """Progress in a period, as the secretariat enters it: it counts at once."""

    period_from: SentDay | None = None
    period_to: SentDay
    narrative: SentTexts = Field(min_length=1)
    obstacles: SentTexts = Field(default_factory=dict)
    percent: int | None = Field(None, ge=0, le=100)
    self_assessment: FollowUpStatus | None = None

    model_config = example(**_PROGRESS)


class FollowUpApiFilter(ListFilter):
    """Filters the list of recommendations."""

    status: FollowUpStatus | None = None
    addressee: UUID | None = None


def _followed_up(request: AuthorizedRequest) -> QuerySet[Recommendation]:
    sort_key = Coalesce("number", Value(_AT_THE_END), output_field=IntegerField())
    rows: QuerySet[Recommendation] = followed_up(request.conference)
    return rows.annotate(place=sort_key).select_related("conference")


@routes.list("/follow-up", FollowedUp, permission=VIEW, order=("place", "working_ref", "id"))
def list_follow_up(request: AuthorizedRequest, filters: Query[FollowUpApiFilter]) -> QuerySet[Recommendation]:
    """List the recommendations that are followed up by number, each with responses, actions and indicators."""
    return _followed_up(request).filter(**filters.lookups(status="follow_up", addressee="addressees"))


@routes.one("/follow-up/{uuid:key}", FollowedUp, permission=VIEW)
def show_follow_up(request: AuthorizedRequest, key: UUID) -> Recommendation:
    """Show the follow-up of a recommendation."""
    return get_object_or_404(_followed_up(request), pk=key)


@routes.one("/actions/{uuid:key}", ActionAnswer, permission=VIEW)
def show_action(request: AuthorizedRequest, key: UUID) -> FollowUpAction:
    """Show an action of the follow-up."""
    rows = FollowUpAction.objects.of(request.conference).select_related("recommendation__conference")
    return get_object_or_404(rows, pk=key)


@routes.list("/actions/{uuid:key}/progress", ProgressAnswer, permission=VIEW, order=("period_to", "id"))
def list_progress(request: AuthorizedRequest, key: UUID) -> QuerySet[ProgressUpdate]:
    """List the reports on an action by period, without drafts."""
    return ProgressUpdate.objects.without_drafts().filter(action=show_action(request, key))


@routes.write(
    "POST", "/actions/{uuid:key}/progress", ProgressAnswer, permission=EDIT, of=show_action, status=201
)
def add_progress(request: AuthorizedRequest, key: UUID, body: NewProgress) -> ProgressUpdate:
    """Report what was done on an action. Percentage and self-assessment move the action."""
    values = {name: value for name, value in body.given(request.conference).items() if value is not None}
    return report_progress(request.target, by=request.auth.acting_user, values=values)
