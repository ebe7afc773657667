"""Keep data of a conference while its public site stays in one edition, for readers who ask with filters.

It is kept as long as an answer is: for the edition that the request found before all else, until the minute is over.
Where answers are not kept, it is kept for one request. What is made for the next edition may take over those parts of
it that were made of the same.
"""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings

from confman.conferences.models import Conference
from confman.readers.editions import edition_of

ValueT = TypeVar("ValueT")
# Conferences, editions or minutes of which something is kept at a time.
MAX_SHELVES = 4


@dataclass
class _Shelf:
    """Values by name; `before`: those of the edition or minute before."""

    values: dict[Hashable, Any] = field(default_factory=dict)
    before: dict[Hashable, Any] = field(default_factory=dict)


# The slug of a conference, and what is kept of it.
_present: ContextVar[tuple[str, _Shelf]] = ContextVar("present", default=("", _Shelf()))
_shelves: dict[tuple[str, int], _Shelf] = {}
_lock = Lock()


@contextmanager
def in_edition(slug: str, edition: str | None) -> Iterator[None]:
    """Answer a request to the public site of a conference, which was in this edition when the request came.

    Where editions are not asked for, what is read is kept for this request alone.
    """
    token = _present.set((slug, _shelf(edition) if edition else _Shelf()))
    try:
        yield
    finally:
        _present.reset(token)


def _shelf(edition: str) -> _Shelf:
    key = edition, int(time.time()) // 60
    with _lock:
        if key not in _shelves:
            last = next(
                (kept for kept in reversed(_shelves) if _conference_in(kept) == _conference_in(key)), None
            )
            _shelves[key] = _Shelf(before=_shelves[last].values if last else {})
        shelf = _shelves[key]
        while len(_shelves) > MAX_SHELVES:
            del _shelves[next(iter(_shelves))]
    return shelf


def _conference_in(key: tuple[str, int]) -> str:
    return key[0].partition(":")[0]


@contextmanager
def in_present_edition(slug: str) -> Iterator[None]:
    """Answer a request that is none of the public site's, but reads what that does."""
    with in_edition(slug, edition_of(slug) if settings.CONFMAN_KEEPS_BODIES else None):
        yield


def cached_in_edition(conference: Conference, name: Hashable, make: Callable[[], ValueT]) -> ValueT:
    """Return what is kept of the conference under the name; make it where nothing is, or outside of a request."""
    return remade_in_edition(conference, name, lambda _before: make())


def remade_in_edition(
    conference: Conference, name: Hashable, make: Callable[[ValueT | None], ValueT]
) -> ValueT:
    """Return what is kept, or make it, where it is known of what each part of it was made.

    `make` gets what was kept under the name before, if anything was: in another edition, so any part may be outdated.
    """
    slug, shelf = _present.get()
    if slug != conference.slug:
        return make(None)
    if name not in shelf.values:
        shelf.values[name] = make(shelf.before.get(name))
    value: ValueT = shelf.values[name]
    return value
