"""Recommendations and addressees, as the search of the secretariat finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import ranked
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation


def find_recommendations(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return recommendations by reference, number, symbol, proposer and the words of their text."""
    rows = (
        Recommendation.objects.of(conference)
        .select_related("current_version", "document")
        .order_by("position", "id")
    )
    found = []
    for row in ranked(rows, words)[:limit]:
        row.conference = conference
        address = reverse("outcomes_secretariat:recommendation", args=[conference.slug, row.pk])
        found.append(SearchHit(row.label, address, f"{row.opening[:100]} · {row.get_stage_display()}"))
    return found


def find_addressees(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return those to whom recommendations are addressed, by name."""
    rows = Addressee.objects.of(conference)
    return [
        SearchHit(
            str(row), reverse("outcomes_secretariat:addressee-follow-up", args=[conference.slug, row.pk])
        )
        for row in ranked(rows, words)[:limit]
    ]
