"""Read a single row, or make many alike."""

from copy import copy, deepcopy
from functools import cache
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


def another_like(row: Row) -> Row:
    """Return a new row like one that is not saved, with an id of its own, in a fraction of the time of making one.

    It has the columns of that row and the rows that those refer to; lists and dictionaries of its own, and nothing
    that was worked out of the columns.
    """
    new, state, values = type(row).__new__(type(row)), ModelState(), vars(row)
    state.fields_cache = copy(row._state.fields_cache)
    columns = {name: values[name] for name in _columns_of(type(row))}
    for name, value in columns.items():
        if isinstance(value, list | dict):
            # Most are empty, and no constructor has anything to do.
            kind: Any = type(value)
            columns[name] = deepcopy(value) if value else kind.__new__(kind)
    vars(new).update(columns, _state=state, id=uuid4())
    return new


@cache
def _columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
