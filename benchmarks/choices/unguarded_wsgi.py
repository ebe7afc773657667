"""confman as it must not be: places are counted, then given. Served by benchmarks.registrations_race alone.

The count is made where applications usually make it, before the transaction that writes: in a form's validation,
in a view. Between the two others do the same, and count the same.
"""

import threading
from collections.abc import Iterable
from typing import Any

from confman.wsgi import application as application  # the web application, with what is changed below
from registrations.core.domain.capacity import CapacityExceeded
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain import decisions
from registrations.lifecycle.domain.enrolment import confirm_email
from registrations.portal.web.views import home

# Whoever counts that one place is left waits for someone else who counts the same: what chance brings about on a busy
# machine, brought about for certain. Until then they count and confirm one after another: two who counted the last
# but one together would fill the category, and nobody would ever count the last. For certain where one process serves.
MAX_SECONDS = 45
_one_after_another = threading.Lock()
_counted_the_last: set[Any] = set()
_two_counted_it = threading.Event()
_counted = threading.local()


def confirm_after_counting(registration: Registration, *, by: Any) -> Registration:
    """Count who holds a place, then confirm."""
    category = registration.category
    with _one_after_another:
        held = Registration.objects.holding_a_place().filter(category=category).count()
        left = None if category.capacity is None else category.capacity - held
        _counted.is_free = left is None or left > 0
        if left != 1:
            return confirm_email(registration, by=by)
        _counted_the_last.add(registration.pk)
        if len(_counted_the_last) > 1:
            _two_counted_it.set()
    _two_counted_it.wait(MAX_SECONDS)
    return confirm_email(registration, by=by)


def take_what_was_counted(registrations: Iterable[Registration]) -> None:
    """Stand in for `claim_places`: what was free a moment ago is taken to be free still."""
    for registration in registrations:
        if not _counted.is_free:
            raise CapacityExceeded("category", registration.category, registration.category.capacity)


home.confirm_email = confirm_after_counting  # type: ignore[assignment]
decisions.claim_places = take_what_was_counted
