"""What webhooks are told of a recommendation."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import address_of
from outcomes.recommendations.models.recommendation import Recommendation


def recommendation_facts(recommendation: Recommendation, conference: Conference) -> dict[str, Any]:
    """Return how a recommendation is known, and where it stands."""
    return {
        "id": str(recommendation.pk),
        "url": address_of("outcomes_secretariat:recommendation", conference, recommendation.pk),
        "reference": recommendation.working_ref,
        "number": recommendation.number,
        "stage": str(recommendation.stage),
    }
