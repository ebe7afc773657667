"""Recommendations and addressees, as the secretariat's search finds them."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from outcomes.recommendations.models.recommendation import Recommendation


def recommendations(conference: Conference) -> QuerySet[Recommendation]:
    """Return the recommendations in order, found by reference, number, symbol, proposer and the words of their text."""
    rows = Recommendation.objects.of(conference).select_related("current_version", "document")
    return rows.order_by("position", "id")


def recommendation_in_words(row: Recommendation) -> tuple[Any, ...]:
    """Return the name, the first words and the stage."""
    return row.label, row.opening[:100], row.get_stage_display()
