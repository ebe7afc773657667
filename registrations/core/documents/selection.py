"""The registrations that a document is about."""

from collections.abc import Mapping
from typing import Any

from confman.conferences.models import Conference
from registrations.core.models.registration import Registration, RegistrationQuerySet


def selected_registrations(conference: Conference, options: Mapping[str, Any]) -> RegistrationQuerySet:
    """List the approved registrations for cards: of a category or chosen singly; by category and name."""
    rows = Registration.objects.of(conference).approved().with_names()
    if options.get("category"):
        rows = rows.filter(category=options["category"])
    if options.get("registration"):
        rows = rows.filter(pk=options["registration"])
    if options.get("registrations"):
        rows = rows.filter(pk__in=options["registrations"])
    return rows.order_by("category__position", "category__letter", "person__sort_key", "pk")
