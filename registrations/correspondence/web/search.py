"""Letters of the register, as the secretariat's search finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import ranked
from registrations.correspondence.models import Correspondence


def find_letters(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return letters by either number, sender, recipient and subject."""
    rows = Correspondence.objects.of(conference).order_by("-date", "id")
    return [
        SearchHit(
            row.number,
            reverse("registrations_secretariat:letter", args=[conference.slug, row.pk]),
            " · ".join(each for each in (row.subject, row.sender or row.recipient) if each),
        )
        for row in ranked(rows, words)[:limit]
    ]
