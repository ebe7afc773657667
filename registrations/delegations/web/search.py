"""Delegations, as the secretariat's search finds them, by their short and formal names."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from registrations.core.models.delegation import Delegation


def delegations(conference: Conference) -> QuerySet[Any]:
    """Return the delegations in order."""
    return Delegation.objects.of(conference).order_by("sort_key", "id")


def delegation_in_words(row: Delegation) -> tuple[Any, ...]:
    """Return the name, and what kind of delegation it is."""
    return row, row.get_kind_display()
