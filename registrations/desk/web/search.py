"""Registrations, as the secretariat's search finds them."""

from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.web.search import ranked
from registrations.core.models.registration import Registration


def registrations(conference: Conference) -> QuerySet[Registration]:
    """Return the registrations in the order of names."""
    return Registration.objects.of(conference).with_names().order_by("person__sort_key", "id")


def by_person(rows: QuerySet[Registration], query: str) -> QuerySet[Registration]:
    """Return those with the words in the data of the person, the likeliest first."""
    return ranked(rows, query, "person__search_text")
