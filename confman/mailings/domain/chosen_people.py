"""People chosen in the directory, as an audience of mailings."""

from collections.abc import Mapping
from typing import Any

from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.models.person import PersonQuerySet


def people_of(conference: Conference, options: Mapping[str, Any]) -> PersonQuerySet:
    """Return the people who were chosen and have not been erased since."""
    return Person.objects.of(conference).known().filter(pk__in=options.get("chosen", ()))
