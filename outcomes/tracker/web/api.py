"""The adopted recommendations and their follow-up as open data: what was published, and nothing else."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from pydantic import Field

from agenda.sessions.models.session import Session
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, Moment, Rows, Texts, example
from outcomes.plenary.models import Adoption, AdoptionOutcome
from outcomes.plenary.web.schemas import DECISION, POSITION, POSITIONS, DecisionAnswer, PositionAnswer
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.schemas import AddresseeAnswer, Key, ParagraphAnswer
from outcomes.tracker.domain import (
    PublicRecommendation,
    has_public_tracker,
    published_recommendations,
    tracked,
    with_tracking,
)

routes = Routes("Adopted recommendations")

VIEW = "outcomes.view_published"


class AssessmentAnswer(Answer):
    """An action of the follow-up, with its latest assessment that was verified and published."""

    what: Texts
    status: str
    as_of: dt.date | None


class RecommendationAnswer(Answer):
    """A published recommendation. `follow_up` is null where the conference keeps no public tracker."""

    id: UUID
    number: int
    text: list[ParagraphAnswer]
    group: UUID | None = Field(validation_alias="working_group_id")
    themes: Rows[Key]
    sdg_targets: list[str]
    addressees: Rows[AddresseeAnswer]
    adopted_on: dt.date | None
    published_at: Moment | None
    decisions: list[DecisionAnswer]
    positions: Rows[PositionAnswer]
    follow_up: str | None = Field(validation_alias="verified")
    actions: list[AssessmentAnswer]

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f01",
        number=7,
        text=[
            {
                "id": "p1f2e3d4c5b6a",
                "level": 0,
                "texts": {"en": "To adopt a law on the protection of children."},
            }
        ],
        group="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a02",
        themes=["5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5c01"],
        sdg_targets=["16.2"],
        addressees=[
            {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f02",
                "name": {"en": "Governments"},
                "kind": "government",
            }
        ],
        adopted_on="2027-03-31",
        published_at="2027-04-02T10:00:00+05:00",
        decisions=[DECISION],
        positions=[POSITION],
        follow_up="in-progress",
        actions=[{"what": {"en": "Draft of the law"}, "status": "in-progress", "as_of": "2027-12-31"}],
    )


def _published(request: AuthorizedRequest) -> QuerySet[Recommendation]:
    rows = published_recommendations(request.conference).select_related("current_version")
    decisions = (
        Adoption.objects.in_force().exclude(outcome=AdoptionOutcome.NOT_ADOPTED).select_related("session")
    )
    return with_tracking(rows).prefetch_related(
        "addressees", "themes", Prefetch("adoptions", decisions, to_attr="decisions"), POSITIONS
    )


@dataclass(frozen=True)
class PublishedRecommendation:
    """A recommendation as the public reads it: the row, and what was verified of its follow-up."""

    row: Recommendation
    assessed: PublicRecommendation | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def text(self) -> list[Any]:
        return self.row.body

    @property
    def decisions(self) -> list[Adoption]:
        """The decisions, without a session that not everybody may know of."""
        decisions: list[Adoption] = self.row.decisions  # type: ignore[attr-defined]
        for decision in decisions:
            if decision.session and decision.session.visibility != Session.Visibility.PUBLIC:
                decision.session = None
        return decisions

    @property
    def verified(self) -> str | None:
        return self.assessed.status if self.assessed else None

    @property
    def actions(self) -> list[dict[str, Any]]:
        return [
            {"what": action.action.what, "status": action.status, "as_of": action.as_of}
            for action in (self.assessed.actions if self.assessed else ())
        ]


def _as_public(request: AuthorizedRequest, rows: Iterable[Recommendation]) -> list[PublishedRecommendation]:
    is_tracked = has_public_tracker(request.conference)
    return [PublishedRecommendation(row, tracked(row) if is_tracked else None) for row in rows]


@routes.list(
    "/recommendations", RecommendationAnswer, permission=VIEW, order=("number", "id"), shown=_as_public
)
def list_recommendations(request: AuthorizedRequest) -> QuerySet[Recommendation]:
    """List the published recommendations by number, with their follow-up as it was verified."""
    return _published(request)


@routes.one("/recommendations/{int:number}", RecommendationAnswer, permission=VIEW)
def show_recommendation(request: AuthorizedRequest, number: int) -> PublishedRecommendation:
    """Show a published recommendation by its permanent number."""
    row = get_object_or_404(_published(request), number=number, document__kind="recommendations")
    return _as_public(request, [row])[0]
