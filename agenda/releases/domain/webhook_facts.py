"""Facts of a release for webhooks."""

from typing import Any

from agenda.releases.models import AgendaRelease
from confman.conferences.models import Conference
from confman.webhooks.facts import public_address_of


def release_facts(release: AgendaRelease, conference: Conference) -> dict[str, Any]:
    """Return which release readers see now, and how much it changes."""
    return {
        "id": str(release.pk),
        "url": public_address_of("agenda_public:agenda", conference),
        "number": release.number,
        "published": release.published_at,
        "changes": {kind: len(rows) for kind, rows in release.changes.items()},
    }
