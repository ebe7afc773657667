"""The recommendations as the conference works on them, with their versions: read, never written."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, ListFilter, Moment, Rows, example
from outcomes.plenary.web.schemas import (
    DECISION,
    DECISIONS,
    POSITION,
    POSITIONS,
    PositionAnswer,
    WorkingDecision,
)
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.recommendations.web.schemas import Key, ParagraphAnswer

routes = Routes("Working recommendations")

VIEW = "outcomes.view_recommendations"
_TEXT: Any = [
    {"id": "p1f2e3d4c5b6a", "level": 0, "texts": {"en": "To adopt a law on the protection of children."}}
]


class WorkingRecommendation(Answer):
    """A recommendation with its present text, what was decided on it, and what delegations said of it.

    `number` is null until it is adopted.
    """

    id: UUID
    working_ref: str
    number: int | None = Field(validation_alias="number_in_force")
    stage: Stage
    text: list[ParagraphAnswer]
    version: int | None
    group: UUID | None = Field(validation_alias="working_group_id")
    session: UUID | None = Field(validation_alias="session_id")
    symbol: str
    themes: Rows[Key]
    addressees: Rows[Key]
    decisions: Rows[WorkingDecision] = Field(validation_alias="adoptions")
    positions: Rows[PositionAnswer]

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f11",
        working_ref="WG1/R07",
        number=7,
        stage="adopted",
        text=_TEXT,
        version=3,
        group="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a02",
        session=None,
        symbol="",
        themes=["5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5c01"],
        addressees=["5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f02"],
        decisions=[
            {
                **DECISION,
                "votes": [{"delegation": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e03", "vote": "for"}],
                "revoked_at": None,
                "revoked_because": "",
            }
        ],
        positions=[POSITION],
    )


class VersionAnswer(Answer):
    """The text as an author saved it. Any change makes another version."""

    number: int
    created_at: Moment
    author: str = Field(validation_alias="written_by")
    reason: str
    original_language: str
    text: list[ParagraphAnswer] = Field(validation_alias="body")

    model_config = example(
        number=3,
        created_at="2027-03-30T15:20:00+05:00",
        author="Dilnoza Karimova",
        reason="Agreed in the group",
        original_language="en",
        text=_TEXT,
    )


class WorkingFilter(ListFilter):
    """Filters the list of recommendations."""

    stage: Stage | None = None
    group: UUID | None = None


def _readable(request: AuthorizedRequest) -> QuerySet[Recommendation]:
    rows = readable_recommendations(request.auth.user, request.conference)
    recommendations: QuerySet[Recommendation] = rows.select_related("current_version").prefetch_related(
        "addressees", "themes", DECISIONS, POSITIONS
    )
    return recommendations.annotate(version=F("current_version__number"))


def _with_text(request: AuthorizedRequest, rows: Iterable[Recommendation]) -> list[Recommendation]:
    recommendations: list[Any] = list(rows)
    for row in recommendations:
        row.text = row.current_version.body if row.current_version else []
    return recommendations


@routes.list(
    "/working-recommendations", WorkingRecommendation, permission=VIEW, order=("working_ref", "id"),
    shown=_with_text,
)  # fmt: skip
def list_working_recommendations(
    request: AuthorizedRequest, filters: Query[WorkingFilter]
) -> QuerySet[Recommendation]:
    """List the recommendations that the owner of the token may read, by working reference."""
    return _readable(request).filter(**filters.lookups(group="working_group"))


@routes.one("/working-recommendations/{uuid:key}", WorkingRecommendation, permission=VIEW)
def show_working_recommendation(request: AuthorizedRequest, key: UUID) -> Recommendation:
    """Show a recommendation with its present text."""
    return _with_text(request, [get_object_or_404(_readable(request), pk=key)])[0]


@routes.list(
    "/working-recommendations/{uuid:key}/versions", VersionAnswer, permission=VIEW, order=("number",)
)
def list_versions(request: AuthorizedRequest, key: UUID) -> QuerySet[RecommendationVersion]:
    """List the versions of a recommendation, the first one first."""
    row = get_object_or_404(readable_recommendations(request.auth.user, request.conference), pk=key)
    return row.versions.select_related("author", "person")
