"""What webhooks are told of the outcome document."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import public_address_of
from outcomes.recommendations.models.document import OutcomeDocument


def outcome_document_facts(document: OutcomeDocument, conference: Conference) -> dict[str, Any]:
    """Return how the outcome document is known, and where its recommendations are read."""
    return {
        "id": str(document.pk),
        "url": public_address_of("outcomes_public:recommendation-list", conference),
        "symbol": document.symbol,
    }
