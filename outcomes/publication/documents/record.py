"""The record of which a document of recommendations is made: those that are chosen, with all about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from confman.conferences.models import Conference
from outcomes.plenary.models import Adoption, DelegationVote, Position
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation


@dataclass(frozen=True)
class RecommendationsRecord:
    """The document and its recommendations, read once for as many languages as it is made in."""

    document: OutcomeDocument | None
    rows: list[Recommendation]


def read_record(conference: Conference, options: Mapping[str, Any]) -> RecommendationsRecord:
    """Read the document with its annexes, and the recommendations of these options; a fixed number of queries."""
    document = OutcomeDocument.objects.prefetch_related("annexes").of_recommendations(conference)
    return RecommendationsRecord(
        document, list(_with_everything(chosen_recommendations(conference, options)))
    )


def chosen_recommendations(conference: Conference, options: Mapping[str, Any]) -> QuerySet[Recommendation]:
    """Return the recommendations of these options, in the document's order; merged ones only on request."""
    recommendations = Recommendation.objects.of(conference)
    if options.get("published"):
        recommendations = recommendations.published()
    for option, lookup in (
        ("stage", "stage"),
        ("group", "working_group"),
        ("theme", "themes"),
        ("addressee", "addressees"),
    ):
        if options.get(option):
            recommendations = recommendations.filter(**{lookup: options[option]})
    if not options.get("stage"):
        recommendations = recommendations.counted()
    return recommendations.in_document_order()


def _with_everything(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    return (
        recommendations.select_related("current_version", "working_group", "section", "session")
        .prefetch_related(
            "addressees",
            "themes",
            "proposers",
            "merged",
            Prefetch("positions", queryset=Position.objects.select_related("delegation")),
            Prefetch("adoptions", queryset=Adoption.objects.in_force().select_related("session")),
            Prefetch("adoptions__votes", queryset=DelegationVote.objects.select_related("delegation")),
        )
        .defer("search_text")
    )
