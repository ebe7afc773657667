"""What webhooks are told of a delegation."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import address_of
from registrations.core.models.delegation import Delegation


def delegation_facts(delegation: Delegation, conference: Conference) -> dict[str, Any]:
    """Return what kind of delegation it is, and of which country."""
    return {
        "id": str(delegation.pk),
        "url": address_of("registrations_secretariat:delegation", conference, delegation.pk),
        "kind": str(delegation.kind),
        "country": str(delegation.country),
    }
