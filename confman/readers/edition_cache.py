"""Keep data of a conference while its public site stays in one edition, for readers who ask with filters.

It is kept as long as an answer is: for the edition that the request found before all else, until the minute is over.
Where answers are not kept, it is kept for one request.
"""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings

from confman.conferences.models import Conference
from confman.readers.editions import edition_of

ValueT = TypeVar("ValueT")
# Conferences, editions or minutes of which something is kept at a time.
MAX_SHELVES = 4

# The slug of a conference, and what is kept of it.
_present: ContextVar[tuple[str, dict[Hashable, Any]]] = ContextVar("present", default=("", {}))
_shelves: dict[tuple[str, int], dict[Hashable, Any]] = {}
_lock = Lock()


@contextmanager
def in_edition(slug: str, edition: str | None) -> Iterator[None]:
    """Answer a request to the public site of a conference, which was in this edition when the request came.

    Where editions are not asked for, what is read is kept for this request alone.
    """
    token = _present.set((slug, _shelf(edition) if edition else {}))
    try:
        yield
    finally:
        _present.reset(token)


def _shelf(edition: str) -> dict[Hashable, Any]:
    with _lock:
        shelf = _shelves.setdefault((edition, int(time.time()) // 60), {})
        while len(_shelves) > MAX_SHELVES:
            del _shelves[next(iter(_shelves))]
    return shelf


@contextmanager
def in_present_edition(slug: str) -> Iterator[None]:
    """Answer a request that is none of the public site's, but reads what that does."""
    with in_edition(slug, edition_of(slug) if settings.CONFMAN_KEEPS_BODIES else None):
        yield


def cached_in_edition(conference: Conference, name: Hashable, make: Callable[[], ValueT]) -> ValueT:
    """Return what is kept of the conference under the name; make it where nothing is, or outside of a request."""
    slug, shelf = _present.get()
    if slug != conference.slug:
        return make()
    if name not in shelf:
        shelf[name] = make()
    value: ValueT = shelf[name]
    return value
