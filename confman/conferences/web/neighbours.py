"""The records before and after a record in the order of their list."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import resolve

from confman.web.database.unchanged import as_text


@dataclass(frozen=True)
class Neighbour:
    """A record beside this one."""

    label: str
    url: str


@dataclass(frozen=True)
class Neighbours:
    """The position of a record in its list, at `url` if it was opened from there, and its neighbours."""

    number: int
    total: int
    previous: Neighbour | None = None
    next: Neighbour | None = None
    url: str = ""


def neighbours_of(
    rows: QuerySet[Any], key: Any, address: Callable[[Any], str], url: str = ""
) -> Neighbours | None:
    """Return the neighbours of the record with that key in a list; None if the list does not have it.

    The keys of all rows are read, as the database writes them: to make an object of Python's own of each would take
    longer. The names of two are read.
    """
    field = rows.model._meta.pk
    keys = list(rows.values_list(as_text("pk"), flat=True))
    written = str(field.get_db_prep_value(key, connections[rows.db]))
    if written not in keys:
        return None
    index = keys.index(written)
    around = [field.to_python(text) for text in keys[max(index - 1, 0) : index + 2]]
    near = place_among(around, key, rows.in_bulk, address, url)
    return near and replace(near, number=index + 1, total=len(keys))


def place_among(
    keys: Sequence[Any],
    key: Any,
    rows: Callable[[Sequence[Any]], Mapping[Any, Any]],
    address: Callable[[Any], str],
    url: str = "",
) -> Neighbours | None:
    """Return the neighbours of a record among the keys of a list; `rows` gives those of two keys, for their names."""
    if key not in keys:
        return None
    index = keys.index(key)
    beside = [keys[place] if 0 <= place < len(keys) else None for place in (index - 1, index + 1)]
    row_by_key = rows([other for other in beside if other is not None])
    previous, following = (
        Neighbour(str(row_by_key[other]), address(other)) if other in row_by_key else None for other in beside
    )
    return Neighbours(index + 1, len(keys), previous, following, url)


def list_shown(request: HttpRequest, address: str, query: str) -> Any:
    """Return the list at an address as this query shows it, before access to it is checked; None if there is none."""
    match = resolve(address)
    view_class: Any = getattr(match.func, "view_class", None)
    if not hasattr(view_class, "list_key"):
        return None
    list_request = copy(request)
    list_request.method, list_request.resolver_match, list_request.GET = "GET", match, QueryDict(query)
    page = view_class()
    page.setup(list_request, *match.args, **match.kwargs)
    return page
