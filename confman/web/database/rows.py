"""Reading one row."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

Row = TypeVar("Row", bound=models.Model)


def row_or_none(rows: models.QuerySet[Row]) -> Row | None:
    """The one row that a key picks out, or None. `first()` would have the database sort what is one row at most, and
    the sorting costs more than the row. Raises MultipleObjectsReturned where the key does not hold.
    """
    try:
        return rows.get()
    except ObjectDoesNotExist:
        return None
