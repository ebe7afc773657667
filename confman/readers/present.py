"""Keep data of a conference while its public site stays in one edition, for readers who ask with filters.

It is kept as long as an answer is: for the edition that the request found before all else, until the minute is over.
"""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings

from confman.conferences.models import Conference
from confman.readers.editions import edition_of

ValueT = TypeVar("ValueT")
# Conferences, editions or minutes of which something is kept at a time.
MAX_SHELVES = 4

# The slug of a conference and its edition.
_present: ContextVar[tuple[str, str]] = ContextVar("present", default=("", ""))
_shelves: dict[tuple[str, int], dict[Hashable, Any]] = {}
_lock = Lock()


@contextmanager
def in_edition(slug: str, edition: str) -> Iterator[None]:
    """Answer a request to the public site of a conference, which was in this edition when the request came."""
    token = _present.set((slug, edition))
    try:
        yield
    finally:
        _present.reset(token)


@contextmanager
def in_present_edition(slug: str) -> Iterator[None]:
    """Answer a request that is none of the public site's, but reads what that does; where public pages are kept."""
    edition = edition_of(slug) if settings.CONFMAN_KEEPS_BODIES else None
    with in_edition(slug, edition) if edition else nullcontext():
        yield


def cached_in_edition(conference: Conference, name: Hashable, make: Callable[[], ValueT]) -> ValueT:
    """Return what is kept of the conference under the name; make it where nothing is, or no edition is known."""
    slug, edition = _present.get()
    if slug != conference.slug:
        return make()
    with _lock:
        shelf = _shelves.setdefault((edition, int(time.time()) // 60), {})
        while len(_shelves) > MAX_SHELVES:
            del _shelves[next(iter(_shelves))]
    if name not in shelf:
        shelf[name] = make()
    value: ValueT = shelf[name]
    return value
