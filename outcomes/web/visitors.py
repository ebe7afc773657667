"""People without an account, on their own pages: whom this browser's personal links let it speak for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from agenda.models import SpeakerProfile
from agenda.web.views.speaker import SPEAKERS
from confman.conferences.models import Conference
from confman.people.web.personal import opened, still_open
from registrations.models import Registration
from registrations.models.registration import ENDED
from registrations.web.views.portal import REGISTRATIONS


def opened_people(request: HttpRequest, conference: Conference) -> frozenset[UUID]:
    """Ids of the persons whose link (a registration's that is not over, a speaker's) this browser has opened."""
    found: set[UUID] = set()
    sources: tuple[tuple[str, Any], ...] = (
        (REGISTRATIONS, Registration.objects.of(conference).exclude(status__in=ENDED)),
        (SPEAKERS, SpeakerProfile.objects.filter(person__conference=conference)),
    )
    for kind, rows in sources:
        if keys := opened(request, kind):
            named = list(rows.order_by().filter(pk__in=keys).only("pk", "link_version", "person"))
            allowed = still_open(request, kind, named)
            found |= {row.person_id for row in named if str(row.pk) in allowed}
    return frozenset(found)
