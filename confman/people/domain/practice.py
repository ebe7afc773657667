"""People who were made for practice."""

from __future__ import annotations

from typing import Any

from confman.conferences.models import Conference
from confman.people.models import Person


def count_practice_people(conference: Conference) -> int:
    return Person.objects.of(conference).filter(is_practice=True).count()


def clear_practice_people(conference: Conference, *, by: Any) -> None:
    """Delete them, with all that hangs on them; the upper floors have cleared theirs before."""
    Person.objects.of(conference).filter(is_practice=True).delete()
