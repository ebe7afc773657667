"""The records before and after a record in the order of their list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Neighbour:
    """A record beside this one."""

    label: str
    url: str


@dataclass(frozen=True)
class Neighbours:
    """Where a record stands in its list, and those beside it."""

    number: int
    total: int
    previous: Neighbour | None = None
    next: Neighbour | None = None


def neighbours_of(
    rows: Iterable[tuple[Any, Any]], key: Any, address: Callable[[Any], str]
) -> Neighbours | None:
    """Return the neighbours of the record with that key among (key, label) of the whole list, in its order; None where
    the list does not have it.
    """
    listed = list(rows)
    place = next((number for number, (each, _label) in enumerate(listed) if each == key), None)
    if place is None:
        return None

    def beside(number: int) -> Neighbour | None:
        if not 0 <= number < len(listed):
            return None
        other, label = listed[number]
        return Neighbour(str(label), address(other))

    return Neighbours(place + 1, len(listed), beside(place - 1), beside(place + 1))
