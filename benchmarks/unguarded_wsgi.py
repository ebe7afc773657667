"""confman as it must not be: places are counted, then given. Served by benchmarks.registrations_race alone.

The count is made where applications usually make it, before the transaction that writes: in a form's validation,
in a view. Between the two others do the same, and count the same.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from confman.wsgi import application as application  # the web application, with what is changed below
from registrations.domain import deciding
from registrations.domain.places import NoPlace
from registrations.domain.registering import confirm_email
from registrations.models import Registration
from registrations.web.views import portal

# Whoever counts that one place is left waits so long for another who counts the same: what chance brings about on a
# busy machine, brought about for certain.
MOST_SECONDS = 5
_at_the_last_place = threading.Barrier(2)
_counted = threading.local()


def confirm_after_counting(registration: Registration, *, by: Any) -> Registration:
    """Count who holds a place, then confirm."""
    category = registration.category
    held = Registration.objects.holding_a_place().filter(category=category).count()
    _counted.is_free = category.capacity is None or held < category.capacity
    if category.capacity is not None and held == category.capacity - 1:
        try:
            _at_the_last_place.wait(MOST_SECONDS)
        except threading.BrokenBarrierError:
            # Nobody else came.
            _at_the_last_place.reset()
    return confirm_email(registration, by=by)


def take_what_was_counted(registrations: Iterable[Registration]) -> None:
    """In place of `take_places`: what was free a moment ago is taken to be free still."""
    for registration in registrations:
        if not _counted.is_free:
            raise NoPlace("category", registration.category, registration.category.capacity)


portal.confirm_email = confirm_after_counting  # type: ignore[assignment]
deciding.take_places = take_what_was_counted
