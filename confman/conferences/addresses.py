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
    return f"{_address(name, conference.slug)}?{query}"


def page_address(url_name: str, slug: str, *arguments: Any) -> str:
    """Return the address of a page of a conference, also of a row."""
    if len(arguments) == 1 and isinstance(arguments[0], UUID):
        return row_address(url_name, slug, key=arguments[0])
    return reverse(url_name, args=[slug, *arguments]) if arguments else _address(url_name, slug)


def row_address(url_name: str, *arguments: str, key: UUID | str) -> str:
    """Return the address of a row by putting its key into that of any row: the last of what the page is named by.

    A list asks for hundreds, which differ by the key alone.
    """
    return _address_of_any(url_name, *arguments).replace(_ANY, str(key))


@lru_cache(maxsize=4096)
def _address(url_name: str, slug: str) -> str:
    return reverse(url_name, args=[slug])


@lru_cache(maxsize=4096)
def _address_of_any(url_name: str, *arguments: str) -> str:
    return reverse(url_name, args=[*arguments, _ANY])
