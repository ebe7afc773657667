"""Sessions, as the search of the secretariat finds them."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import ranked


def find_sessions(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return sessions of the working agenda by title and summary, for those who may not change them in their list."""
    may_edit = user.has_perm("agenda.edit_agenda", conference)
    rows = Session.objects.of(conference).select_related("room").order_by("start", "id")
    found = []
    for row in ranked(rows, words)[:limit]:
        start = date_format(conference.local(row.start), "SHORT_DATETIME_FORMAT") if row.start else ""
        if may_edit:
            address = reverse("agenda_secretariat:session-change", args=[conference.slug, row.pk])
        else:
            title = urlencode({"q": str(row)})
            address = f"{reverse('agenda_secretariat:session-list', args=[conference.slug])}?{title}"
        found.append(
            SearchHit(str(row), address, " · ".join(str(each) for each in (start, row.room) if each))
        )
    return found
