"""Sample data the size of a large conference, to test how long a new Word template takes with them."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from confman.documents.meta import AS_IT_IS

# The number of rows in its lists, including nested lists; and in a list that is made up.
ROWS = 3000
FEW = 3

# The text is a language code, since some fields need one.
_SAMPLES: dict[Any, Any] = {
    str: "en", bytes: b"", bool: True, int: 1, float: 1.0, Decimal: Decimal(1), dt.date: dt.date(2017, 3, 30),
}  # fmt: skip


def enlarged(data: Any) -> Any:
    """Return the dataclass with its rows multiplied; an empty list gets rows made up by their type."""
    hints = get_type_hints(type(data))
    lists = {
        field.name: getattr(data, field.name) or _made_up(hints[field.name])
        for field in dataclasses.fields(data)
        if _is_list(hints[field.name]) and field.metadata != AS_IT_IS
    }
    each = ROWS // max(1, len(lists))
    longer = {name: rows * max(1, each // max(1, _rows_in(rows))) for name, rows in lists.items()}
    return dataclasses.replace(data, **longer)


def _rows_in(value: Any) -> int:
    return sum(1 + sum(map(_rows_in, _lists_of(row))) for row in value)


def _lists_of(row: Any) -> Iterator[tuple[Any, ...]]:
    if dataclasses.is_dataclass(row):
        values = (getattr(row, field.name) for field in dataclasses.fields(row))
        yield from (value for value in values if isinstance(value, tuple))


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple and Ellipsis in get_args(hint)


def _made_up(hint: Any) -> Any:
    """Return a made-up value of a type: FEW items for a list, and always a value for an optional type."""
    inner = [part for part in get_args(hint) if part not in (NoneType, Ellipsis)]
    if get_origin(hint) is tuple:
        return tuple(map(_made_up, inner * FEW if _is_list(hint) else inner))
    if NoneType in get_args(hint):
        return _made_up(inner[0])
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{field.name: _made_up(hints[field.name]) for field in dataclasses.fields(hint)})  # type: ignore[operator]
    return _SAMPLES.get(hint)
