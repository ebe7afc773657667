"""Sessions and their items, as the secretariat's search finds them: by title and summary, by title and symbol."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference


def sessions(conference: Conference) -> QuerySet[Session]:
    """Return the sessions of the working agenda in order."""
    return Session.objects.of(conference).select_related("room").order_by("start", "id")


def session_in_words(row: Session) -> tuple[Any, ...]:
    """Return the title, the beginning and the room."""
    start = date_format(row.conference.local(row.start), "SHORT_DATETIME_FORMAT") if row.start else ""
    return row, start, row.room
