"""What webhooks are told of a scan."""

from typing import Any

from confman.conferences.models import Conference
from confman.webhooks.facts import address_of
from registrations.attendance.models.attendance import Scan

# A scan is its own record and has no entry in the history: the act has a name for witnesses alone.
ADMITTED = "registrations.admitted"


def scan_facts(scan: Scan, conference: Conference) -> dict[str, Any]:
    """Return whose registration was seen, where and when."""
    return {
        "id": str(scan.pk),
        "url": address_of("registrations_secretariat:registration", conference, scan.registration_id),
        "registration": str(scan.registration_id),
        "checkpoint": str(scan.checkpoint_id),
        "at": scan.at,
    }
