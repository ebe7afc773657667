"""The rows that were ticked in a list."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

MOST = 500


def chosen_ids(values: Iterable[str]) -> list[UUID]:
    """Return the ids among what a form sent as `selected`; anything else is ignored."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(UUID(value))
    return found[:MOST]
