"""Invitees, as the secretariat's search finds them, by whom the letter goes to."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from registrations.correspondence.models import Invitee


def invitees(conference: Conference) -> QuerySet[Any]:
    """Return the invitees in order."""
    return Invitee.objects.of(conference).order_by("sort_key", "id")


def invitee_in_words(row: Invitee) -> tuple[Any, ...]:
    """Return the name and the reply."""
    return row, row.get_reply_display()
