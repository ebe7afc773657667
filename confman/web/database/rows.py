"""Read a single row, or make many alike."""

from copy import copy
from typing import TypeVar
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
    """Return a new row like one that is not saved, with an id of its own, in a tenth of the time of making one.

    What is in their fields is the same: put in something else instead of changing a list or a dictionary.
    """
    new, state = type(row).__new__(type(row)), ModelState()
    state.fields_cache = copy(row._state.fields_cache)
    vars(new).update(vars(row), _state=state, id=uuid4())
    return new
