"""The rows that were ticked in a list."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID


def chosen_keys(values: Iterable[str]) -> list[UUID]:
    """Return the keys among what a form or an address names; anything else is ignored.

    They are at most `DATA_UPLOAD_MAX_NUMBER_FIELDS` (confman/fixed_settings.py): Django refuses a request that names
    more.
    """
    keys = []
    for value in values:
        with suppress(ValueError):
            keys.append(UUID(value))
    return keys
