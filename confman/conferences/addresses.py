"""Addresses within a conference that need more than the name of the page."""

from django.urls import reverse

from confman.conferences.models import Conference

# The query of a list without filters; the bare address opens the view last used.
ALL = "all"


def list_url(conference: Conference, name: str, query: str = ALL) -> str:
    """Return the address of a list for a link about its rows: those that it counts, otherwise all.

    `name` is a url name that takes the slug.
    """
    return f"{reverse(name, args=[conference.slug])}?{query}"
