"""The records before and after a record in the order of their list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Neighbour:
    """A record beside this one."""

    label: str
    url: str


@dataclass(frozen=True)
class Neighbours:
    """Where a record stands in its list, at `url` if it was opened from there, and those beside it."""

    number: int
    total: int
    previous: Neighbour | None = None
    next: Neighbour | None = None
    url: str = ""


def neighbours_of(
    rows: QuerySet[Any], key: Any, address: Callable[[Any], str], url: str = ""
) -> Neighbours | None:
    """Return the neighbours of the record with that key among the rows of a list, in its order; None where the list
    does not have it. The keys of all rows are asked for, and the names of two.
    """
    keys = list(rows.values_list("pk", flat=True))
    if key not in keys:
        return None
    place = keys.index(key)
    before, after = keys[max(place - 1, 0) : place], keys[place + 1 : place + 2]
    named = rows.in_bulk(before + after)
    previous, following = (
        Neighbour(str(named[each]), address(each)) if each in named else None
        for each in (*(before or [None]), *(after or [None]))
    )
    return Neighbours(place + 1, len(keys), previous, following, url)
