"""The growth of a conference: registered and approved from day to day."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from confman.conferences.models import Conference
from registrations.core.models.registration import Registration
from registrations.lifecycle.table import MEASURES, REGISTERED
from registrations.statistics.domain.figures import DIMENSIONS


@dataclass(frozen=True)
class Day:
    """The state at the end of a day, in the conference's zone."""

    day: dt.date
    registered: int
    approved: int


def registrations_by_day(conference: Conference) -> list[Day]:
    """Return one entry for each day on which something changed, cumulatively; one query.

    As the figures count: those in categories that count as participants, whose registration is valid today.
    People who have cancelled since are in no day: the last day equals the figures.
    """
    return _days(conference, _rows(conference))


def registrations_by_day_in_groups(conference: Conference, dimension: str) -> dict[str, list[Day]]:
    """Return the same for each line of a breakdown, by its key; the dimension has a path."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for key, *row in _rows(conference, DIMENSIONS[dimension].path):
        rows[str(key or "")].append(row)
    return {key: _days(conference, of_key) for key, of_key in rows.items()}


def _rows(conference: Conference, *columns: str) -> Any:
    return (
        Registration.objects.of(conference)
        .filter(is_practice=conference.is_practice, status__in=REGISTERED)
        .counted()
        .order_by()
        .values_list(*columns, "person_id", "status", "submitted_at", "created_at", "decided_at")
    )


def _days(conference: Conference, rows: Any) -> list[Day]:
    registered: dict[object, dt.date] = {}
    approved: dict[object, dt.date] = {}
    for person, status, submitted_at, created_at, decided_at in rows:
        begun = conference.local(submitted_at or created_at).date()
        registered[person] = min(begun, registered.get(person, begun))
        if status in MEASURES["approved"].statuses:
            approved[person] = max(conference.local(decided_at or created_at).date(), begun)
    came, admitted = Counter(registered.values()), Counter(approved.values())
    days, total, of_them = [], 0, 0
    for day in sorted({*came, *admitted}):
        total += came[day]
        of_them += admitted[day]
        days.append(Day(day, total, of_them))
    return days
