"""People without an account on their own pages: those represented by this browser's personal links."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from agenda.rooms.models.working_group import GroupRole
from agenda.sessions.models.personal import SPEAKERS, SpeakerProfile
from confman.conferences.models import Conference
from confman.people.web.personal import opened, still_open
from outcomes.recommendations.keys import GROUP_ROLES
from registrations.core.models.registration import ENDED, REGISTRATIONS, Registration


def opened_people(request: HttpRequest, conference: Conference) -> frozenset[UUID]:
    """Return the ids of the people whose page this browser has opened: open registrations, speakers, group roles."""
    found: set[UUID] = set()
    sources: tuple[tuple[str, Any], ...] = (
        (REGISTRATIONS, Registration.objects.of(conference).exclude(status__in=ENDED)),
        (SPEAKERS, SpeakerProfile.objects.filter(person__conference=conference)),
        (GROUP_ROLES, GroupRole.objects.filter(group__conference=conference)),
    )
    for kind, rows in sources:
        if keys := opened(request, kind):
            named = list(rows.order_by().filter(pk__in=keys).only("person"))
            allowed = still_open(request, kind, named)
            found |= {row.person_id for row in named if str(row.pk) in allowed}
    return frozenset(found)
