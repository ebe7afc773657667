"""What was registered while registration was in test mode."""

from __future__ import annotations

from typing import Any

from confman.conferences.models import Conference
from registrations.domain.answering import delete_answer_files
from registrations.domain.places import free_places
from registrations.domain.seats import release_seats
from registrations.models import Registration


def count_practice_registrations(conference: Conference) -> int:
    return Registration.objects.of(conference).practice().count()


def clear_practice_registrations(conference: Conference, *, by: Any) -> None:
    """Delete them with the files they sent in, and give their places back.

    The people are deleted after, by their own floor.
    """
    practice = Registration.objects.of(conference).practice()
    free_places(practice.holding_a_place())
    delete_answer_files(practice)
    release_seats(practice, by=by)
    practice.delete()
