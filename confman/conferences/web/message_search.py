"""Messages to the secretariat, as its search finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import fold_all, words_of

# Later ones are looked for first; older ones stand in the inbox.
_LOOKED_AT = 2000


def find_messages(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return messages by writer, address and subject in any script, the latest first."""
    wanted = words_of(words)
    rows = conference.contact_messages.only("name", "email", "subject").order_by("-received_at", "id")
    found = [
        row
        for row in rows[:_LOOKED_AT]
        if all(word in fold_all([row.name, row.email, row.subject]) for word in wanted)
    ]
    return [
        SearchHit(
            row.subject,
            reverse("conferences_secretariat:message", args=[conference.slug, row.pk]),
            f"{row.name} · {row.email}",
        )
        for row in found[:limit]
    ]
