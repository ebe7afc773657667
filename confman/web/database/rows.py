"""Read a single row, or make many alike."""

from collections.abc import Iterator
from copy import copy, deepcopy
from typing import Any, TypeVar
from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)


def row_or_none(rows: models.QuerySet[Row]) -> Row | None:
    """Return the only row of the query, or None. Raises MultipleObjectsReturned if there are several.

    Django's `first()` would make the database sort at most one row, which costs more than the row itself.
    """
    try:
        return rows.get()
    except ObjectDoesNotExist:
        return None


def copies_of(row: Row) -> Iterator[Row]:
    """Yield new rows like one that is not saved, without end, each with an id of its own, faster than they are made.

    They have the columns of that row and the rows that those refer to; lists and dictionaries of their own, and nothing
    that was worked out of the columns.
    """
    model: type[Row] = type(row)
    columns = {field.attname: vars(row)[field.attname] for field in model._meta.concrete_fields}
    collections: list[tuple[str, Any, Any]] = [
        (name, type(value), value) for name, value in columns.items() if isinstance(value, (list, dict))
    ]
    while True:
        new, state = model.__new__(model), ModelState()
        state.fields_cache = copy(row._state.fields_cache)
        values = vars(new)
        values.update(columns)
        values |= {"_state": state, "id": uuid4()}
        for name, kind, value in collections:
            # Most are empty, and no constructor has anything to do.
            values[name] = deepcopy(value) if value else kind.__new__(kind)
        yield new
