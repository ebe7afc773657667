"""The figures of a conference as open data: of what its public site shows, and of nothing else."""

from typing import Any

from pydantic import BaseModel

from agenda.releases.domain.read_model import ReleasedAgenda
from agenda.releases.domain.reader import published_agenda
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, example
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from outcomes.tracker.domain import (
    has_public_tracker,
    published_recommendations,
    tracked,
    tracked_recommendations,
    verified_counts,
)
from registrations.core.domain.settings import settings_of
from registrations.core.domain.small_cells import suppress_total
from registrations.core.models.settings import ListReaders
from registrations.lists.domain.participants import participants

routes = Routes("Statistics")


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


@routes.one("/statistics", StatisticsAnswer, permission="conferences.view_site")
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
