"""People seen on a day, for the agenda's page of missing people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Min

from confman.conferences.models import Conference
from registrations.attendance.models.attendance import Scan


def people_present(
    conference: Conference, people: Iterable[Any], since: dt.datetime, until: dt.datetime
) -> dict[Any, dt.datetime]:
    """Map the id of a person to when they were first recorded at any checkpoint in that time; one query."""
    rows = (
        Scan.objects.of(conference)
        .admitted()
        .filter(registration__person__in=list(people), at__gte=since, at__lt=until)
        .order_by()
        .values_list("registration__person")
        .annotate(first=Min("at"))
    )
    return dict(rows)
