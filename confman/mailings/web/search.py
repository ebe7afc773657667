"""Mailings, as the secretariat's search finds them, by name and subject."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.mailings.models import Mailing


def mailings(conference: Conference) -> QuerySet[Any]:
    """Return the mailings, the latest first."""
    return Mailing.objects.of(conference)


def mailing_in_words(row: Mailing) -> tuple[Any, ...]:
    """Return the name, the subject and the status."""
    return row, row.subject, row.get_status_display()
