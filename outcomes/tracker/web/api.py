"""The published recommendations as open data, and the figures of a conference: what its public site shows, no more."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field

from agenda.releases.domain.read_model import ReleasedAgenda
from agenda.releases.domain.reader import published_agenda
from agenda.sessions.models.session import Session
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, Moment, Rows, Texts, example
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from outcomes.plenary.models import Adoption, AdoptionOutcome
from outcomes.plenary.web.schemas import DECISION, POSITION, POSITIONS, DecisionAnswer, PositionAnswer
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.schemas import AddresseeAnswer, Key, ParagraphAnswer
from outcomes.tracker.domain import (
    PublicRecommendation,
    has_public_tracker,
    published_recommendations,
    tracked,
    tracked_recommendations,
    verified_counts,
    with_tracking,
)
from registrations.core.domain.settings import settings_of
from registrations.core.domain.small_cells import suppress_total
from registrations.core.models.settings import ListReaders
from registrations.lists.domain import participants

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


statistics = Routes("Statistics")


class AgendaFigures(BaseModel):
    """Of the agenda as it was published last, without breaks and what was cancelled."""

    days: int
    sessions: int
    working_groups: int
    speakers: int


class ParticipantFigures(BaseModel):
    """Of the participants who agreed to be named to everyone; while they are one to four, both are null."""

    named: int | None
    countries: int | None


class RecommendationFigures(BaseModel):
    """Of the published recommendations."""

    published: int


class StatisticsAnswer(Answer):
    """Figures of the public site. What the conference does not show there is null.

    `follow_up` has a number for each status that was verified, and for what is not verified yet.
    """

    agenda: AgendaFigures | None
    participants: ParticipantFigures | None
    recommendations: RecommendationFigures
    follow_up: dict[str, int] | None

    model_config = example(
        agenda={"days": 2, "sessions": 24, "working_groups": 4, "speakers": 61},
        participants={"named": 148, "countries": 32},
        recommendations={"published": 27},
        follow_up={
            "not-verified": 6,
            "not-started": 0,
            "in-progress": 11,
            "partially-implemented": 6,
            "implemented": 3,
            "not-implemented": 1,
            "superseded": 0,
        },
    )


@statistics.one("/statistics", StatisticsAnswer, permission="conferences.view_site")
def show_statistics(request: AuthorizedRequest) -> dict[str, Any]:
    """Show the figures of the public site: agenda, participants who may be named, recommendations, follow-up."""
    conference = request.conference
    return {
        "agenda": _of_agenda(published_agenda(conference, Audience.PUBLIC)),
        "participants": _of_participants(conference),
        "recommendations": {"published": published_recommendations(conference).count()},
        "follow_up": _of_follow_up(conference),
    }


def _of_agenda(agenda: ReleasedAgenda | None) -> dict[str, int] | None:
    if agenda is None:
        return None
    sessions = [session for session in agenda.sessions if not (session.is_pause or session.cancelled)]
    return {
        "days": len({session.day for session in sessions}),
        "sessions": len(sessions),
        "working_groups": len(agenda.groups),
        "speakers": len(agenda.speakers),
    }


def _of_participants(conference: Conference) -> dict[str, int | None] | None:
    if settings_of(conference).list_readers != ListReaders.PUBLIC:
        return None
    registrations = participants(conference, Audience.PUBLIC).order_by()
    countries = registrations.exclude(person__country="").values("person__country").distinct()
    count = suppress_total(registrations.count())
    return {"named": count, "countries": countries.count() if count is not None else None}


def _of_follow_up(conference: Conference) -> dict[str, int] | None:
    if not has_public_tracker(conference):
        return None
    counts = verified_counts(map(tracked, tracked_recommendations(conference)))
    return {status or "not-verified": count for status, count in counts.items()}
