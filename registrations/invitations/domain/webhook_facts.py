"""What webhooks are told of an invitee."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import address_of
from registrations.correspondence.models import Invitee


def invitee_facts(invitee: Invitee, conference: Conference) -> dict[str, Any]:
    """Return which delegation was invited, and what it replied."""
    return {
        "id": str(invitee.pk),
        "url": address_of("registrations_secretariat:invitee", conference, invitee.pk),
        "delegation": str(invitee.delegation_id) if invitee.delegation_id else None,
        "reply": str(invitee.reply),
    }
