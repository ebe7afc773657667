"""What webhooks are told of a document of the register."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import address_of
from outcomes.register.models import RegisteredDocument


def document_facts(document: RegisteredDocument, conference: Conference) -> dict[str, Any]:
    """Return the symbol of a document, where it stands, and who may read it."""
    return {
        "id": str(document.pk),
        "url": address_of("outcomes_secretariat:registered-document", conference, document.pk),
        "symbol": document.symbol,
        "state": str(document.state),
        "distribution": str(document.distribution),
    }
