"""Mailings, as the secretariat's search finds them."""

from typing import Any

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.mailings.models import Mailing
from confman.mailings.web.base import current_step, step_address
from confman.web.search import fold_all, words_of


def find_mailings(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return mailings by their names and subjects, the latest first; they are few enough to be folded here."""
    wanted = words_of(words)
    found = [
        row
        for row in Mailing.objects.of(conference).select_related("conference").defer("body")
        if all(word in fold_all([row.name, row.subject]) for word in wanted)
    ]
    return [
        SearchHit(str(row), step_address(row, current_step(row)), row.get_status_display())
        for row in found[:limit]
    ]
