"""Invitees, as the search of the secretariat finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import ranked
from registrations.correspondence.models import Invitee


def find_invitees(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return invitees by whom the letter goes to."""
    rows = Invitee.objects.of(conference).order_by("sort_key", "id")
    return [
        SearchHit(
            str(row),
            reverse("registrations_secretariat:invitee", args=[conference.slug, row.pk]),
            str(row.get_reply_display()),
        )
        for row in ranked(rows, words)[:limit]
    ]
