"""The people who take part, for the floors below."""

from collections.abc import Collection
from typing import Any

from confman.conferences.models import Conference
from registrations.core.models.registration import Registration


def participants_among(conference: Conference, people: Collection[Any]) -> set[str]:
    """Return the ids of those of these people whose registration is approved."""
    rows = Registration.objects.of(conference).approved().filter(person__in=people)
    return {str(key) for key in rows.order_by().values_list("person", flat=True)}
