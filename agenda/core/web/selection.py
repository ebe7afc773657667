"""The rows that were ticked in a list, as many as one request may change."""

from collections.abc import Iterable
from uuid import UUID

from confman.web.forms.selection import chosen_keys

MOST = 500


def chosen_ids(values: Iterable[str]) -> list[UUID]:
    """Return the ids among what a form sent as `selected`, at most `MOST`."""
    return chosen_keys(values)[:MOST]
