"""Read a single row."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

Row = TypeVar("Row", bound=models.Model)


def row_or_none(rows: models.QuerySet[Row]) -> Row | None:
    """Return the only row of the query, or None. Raises MultipleObjectsReturned if there are several.

    Django's `first()` would make the database sort at most one row, which costs more than the row itself.
    """
    try:
        return rows.get()
    except ObjectDoesNotExist:
        return None
