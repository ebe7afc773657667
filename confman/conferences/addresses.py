"""Addresses within a conference that need more than the name of the page."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from confman.conferences.models import Conference

# The query of a list without filters; the bare address opens the view last used.
ALL = "all"
_ANY = str(UUID(int=0))


def list_url(conference: Conference, name: str, query: str = ALL) -> str:
    """Return the address of a list for a link about its rows: those that it counts, otherwise all.

    `name` is a url name that takes the slug.
    """
    return f"{reverse(name, args=[conference.slug])}?{query}"


def page_address(url_name: str, slug: str, *arguments: Any) -> str:
    """Return the address of a page of a conference; that of a row by putting its key into that of any row.

    A list asks for hundreds, which differ by the key alone.
    """
    if len(arguments) == 1 and isinstance(arguments[0], UUID):
        return _address_of_any(url_name, slug).replace(_ANY, str(arguments[0]))
    return reverse(url_name, args=[slug, *arguments])


@lru_cache(maxsize=4096)
def _address_of_any(url_name: str, slug: str) -> str:
    return reverse(url_name, args=[slug, _ANY])
