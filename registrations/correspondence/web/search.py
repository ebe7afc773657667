"""Letters of the register, as the secretariat's search finds them, by either number, sender, recipient and subject."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from registrations.correspondence.models import Correspondence


def letters(conference: Conference) -> QuerySet[Any]:
    """Return the letters, the latest first."""
    return Correspondence.objects.of(conference).order_by("-date", "id")


def letter_in_words(row: Correspondence) -> tuple[Any, ...]:
    """Return the number, the subject, and with whom the letter was exchanged."""
    return row, row.subject, row.sender or row.recipient
