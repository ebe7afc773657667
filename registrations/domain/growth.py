"""How a conference filled: registered and approved from day to day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from confman.conferences.models import Conference
from registrations.domain.figures import REGISTERED
from registrations.models import Registration, RegistrationStatus


@dataclass(frozen=True)
class Day:
    """The state at the end of a day, in the conference's zone."""

    day: dt.date
    registered: int
    approved: int


def growth(conference: Conference) -> list[Day]:
    """One entry for each day on which something changed, counted up; one query.

    As the figures count: those in categories that count as participants, whose registration stands today. Who
    cancelled since is in no day: the last day says what the figures say.
    """
    rows = (
        Registration.objects.of(conference)
        .filter(is_practice=conference.is_practice, status__in=REGISTERED)
        .counted()
        .order_by()
        .values_list("person_id", "status", "submitted_at", "created_at", "decided_at")
    )
    registered: dict[object, dt.date] = {}
    approved: dict[object, dt.date] = {}
    for person, status, submitted_at, created_at, decided_at in rows:
        begun = conference.local(submitted_at or created_at).date()
        registered[person] = min(begun, registered.get(person, begun))
        if status == RegistrationStatus.APPROVED:
            approved[person] = max(conference.local(decided_at or created_at).date(), begun)
    came, admitted = Counter(registered.values()), Counter(approved.values())
    days, total, of_them = [], 0, 0
    for day in sorted({*came, *admitted}):
        total += came[day]
        of_them += admitted[day]
        days.append(Day(day, total, of_them))
    return days
