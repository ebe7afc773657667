"""Keep computed values as long as their rows are the same, whatever else is written.

The rows are read anew once in each state of the database, as it has them, and compared: so no writer has to tell, and
none can forget. Reading plain columns takes a tenth of what is made of them.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, TypeVar

from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast, JSONArray

from confman.compiled_queries import CompiledQuery
from confman.web.database.reads import Read, not_noted, reads_of_request
from confman.web.database.state import database_state

ValueT = TypeVar("ValueT")
# The most conferences of which a process keeps rows, and the most values made of them.
MAX_CONFERENCES, MAX_VALUES = 8, 32
_values: OrderedDict[tuple[Hashable, ...], tuple[list[Any], Any]] = OrderedDict()
_lock = Lock()


class ConferenceQuery(CompiledQuery[Any]):
    """A query about one conference, made by `make(key)`. Its rows are tuples as the database returns them."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]]) -> None:
        super().__init__(make, models.UUIDField())
        self._last: OrderedDict[Any, tuple[bytes, list[Any], list[Read] | None]] = OrderedDict()

    def rows(self, conference: models.Model) -> list[Any]:
        """Return the rows as they are now."""
        return self.columns(conference.pk)

    def rows_in(self, state: bytes, conference: models.Model) -> list[Any]:
        """Return the rows in this state of the database: the same list as before where nothing in it changed."""
        reads = reads_of_request()
        last_state, last, how = self._last.get(conference.pk, (None, None, None))
        if last is not None and last_state == state and (how or not reads):
            if reads:
                reads.add(how)
            return last
        rows, how = reads.noted(lambda: self.rows(conference)) if reads else (self.rows(conference), None)
        if rows == last:
            rows = last
        _keep(self._last, conference.pk, (state, rows, how), MAX_CONFERENCES)
        return rows


def _keep(entries: OrderedDict[Any, Any], key: Hashable, entry: Any, number: int) -> None:
    """Keep an entry, and no more than this number of those that were used last."""
    with _lock:
        entries[key] = entry
        entries.move_to_end(key)
        while len(entries) > number:
            entries.popitem(last=False)


def as_text(name: str) -> Cast:
    """Return a column as the database writes it; no value of it becomes an object of Python's own."""
    return Cast(name, TextField())


def whole(
    model: type[models.Model], path: str = "conference", *, without: Sequence[str] = ("search_text",)
) -> ConferenceQuery:
    """Return the statement that reads the rows of a conference, which `path` leads to, with all columns but these.

    Each row is one text, made by the database: that takes half of what it takes to make one of each column here.
    """
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in without]
    rows = model._default_manager.order_by()
    return ConferenceQuery(lambda key: rows.filter(**{path: key}).values_list(JSONArray(*names)))


def get_or_make(
    conference: models.Model,
    name: Hashable,
    make: Callable[..., ValueT],
    *statements: ConferenceQuery,
    depends_on: Any = None,
) -> ValueT:
    """Return what `make` returned of the rows that these statements find.

    It is not made again while the rows and `depends_on` are the same. Within a transaction nothing is kept. What `make`
    itself reads is not noted for the page: the rows decide, and to ask them once more is enough.

    `name` names it, with all else that it depends on. Several threads may have the value, so nobody changes it.
    """
    state = database_state()
    if state is None:
        return make(*(statement.rows(conference) for statement in statements))
    # The state is that of before the rows, and the rows of before what is made: that may be newer, never older.
    inputs = [*(statement.rows_in(state, conference) for statement in statements), depends_on]
    key = (conference.pk, name)
    entry = _values.get(key)
    value: ValueT
    if entry is not None and entry[0] == inputs:
        value = entry[1]
    else:
        with not_noted():
            value = make(*inputs[:-1])
    _keep(_values, key, (inputs, value), MAX_VALUES)
    return value


def clear() -> None:
    """Clear the cache: all is made anew when it is asked for."""
    with _lock:
        _values.clear()
