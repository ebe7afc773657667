"""Registrations, as the secretariat's search finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import ranked
from registrations.core.models.registration import Registration


def find_registrations(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return registrations by the data of person and delegation."""
    rows = Registration.objects.of(conference).with_names().order_by("person__sort_key", "id")
    return [
        SearchHit(
            str(row.person),
            reverse("registrations_secretariat:registration", args=[conference.slug, row.pk]),
            " · ".join(
                str(each) for each in (row.get_status_display(), row.category, row.delegation) if each
            ),
        )
        for row in ranked(rows, words, "person__search_text")[:limit]
    ]
