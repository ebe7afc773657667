"""Delegations, as the secretariat's search finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import ranked
from registrations.core.models.delegation import Delegation


def find_delegations(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return delegations by their short and formal names."""
    rows = Delegation.objects.of(conference).order_by("sort_key", "id")
    return [
        SearchHit(
            str(row),
            reverse("registrations_secretariat:delegation", args=[conference.slug, row.pk]),
            str(row.get_kind_display()),
        )
        for row in ranked(rows, words)[:limit]
    ]
