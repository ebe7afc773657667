"""People, as the secretariat's search finds them, by names in any script, their work, country and address."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.people.models import Person


def people(conference: Conference) -> QuerySet[Any]:
    """Return the people who were not erased."""
    return Person.objects.of(conference).known()
