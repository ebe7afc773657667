"""What webhooks are told of a registration."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import address_of
from registrations.core.models.registration import Registration


def registration_facts(registration: Registration, conference: Conference) -> dict[str, Any]:
    """Return where a registration stands; who it is, a receiver asks for with a right of its own."""
    return {
        "id": str(registration.pk),
        "url": address_of("registrations_secretariat:registration", conference, registration.pk),
        "person": str(registration.person_id),
        "status": str(registration.status),
        "category": str(registration.category_id),
        "delegation": str(registration.delegation_id) if registration.delegation_id else None,
        "mode": str(registration.mode),
        "practice": registration.is_practice,
    }
