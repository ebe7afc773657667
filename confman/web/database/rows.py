"""Read a single row, or make many alike."""

from copy import copy, deepcopy
from functools import cache
from operator import itemgetter
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
    model, state = type(row), ModelState()
    state.fields_cache = copy(row._state.fields_cache)
    columns, collections = _columns_of(model)
    new = model.__new__(model)
    vars(new).update(zip(columns, itemgetter(*columns)(vars(row)), strict=True), _state=state, id=uuid4())
    for name in collections:
        value = vars(row)[name]
        kind: Any = type(value)
        # Most are empty, and no constructor has anything to do.
        vars(new)[name] = deepcopy(value) if value else kind.__new__(kind)
    return new


@cache
def _columns_of(model: type[models.Model]) -> tuple[list[str], list[str]]:
    """Return the names of a model's columns, and of those that hold lists or dictionaries."""
    fields = model._meta.concrete_fields
    return (
        [field.attname for field in fields],
        [field.attname for field in fields if isinstance(field, models.JSONField)],
    )
