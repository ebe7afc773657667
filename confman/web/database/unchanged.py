"""Keep computed values as long as their rows are the same, whatever else is written.

The rows are read anew once in each state of the database, as it has them, and compared: so no writer has to tell, and
none can forget. Reading plain columns takes a tenth of what is made of them. PostgreSQL also says which versions of
rows it sees, in a tenth of that.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import TextField, UUIDField, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, JSONArray

from confman.compiled_queries import CompiledQuery
from confman.web.database.reads import Read, not_noted, reads_of_request
from confman.web.database.state import database_state

ValueT = TypeVar("ValueT")
# The most conferences of which a process keeps rows, and the most values made of them.
MAX_CONFERENCES, MAX_VALUES = 8, 32
_values: OrderedDict[tuple[Hashable, ...], tuple[list[Any], Any]] = OrderedDict()
_lock = Lock()
# PostgreSQL's digest of what a query of one column finds.
_DIGEST_OF = (
    "SELECT encode(sha256(convert_to(concat(pg_postmaster_start_time(), string_agg(version, ' ')), 'UTF8')), 'hex')"
    " FROM ({}) AS seen(version)"
)


@dataclass(frozen=True)
class _Known:
    """The rows of a conference in a state of the database; what was read for them, if known, and said of them."""

    state: bytes
    rows: list[Any]
    reads: list[Read] | None
    versions: object = None


class ConferenceQuery(CompiledQuery[Any]):
    """A query about one conference, made by `make(key)`. Its rows are tuples as the database returns them."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]]) -> None:
        super().__init__(make, UUIDField())
        self._last: OrderedDict[Any, _Known] = OrderedDict()

    def rows(self, conference: models.Model) -> list[Any]:
        """Return the rows as they are now."""
        # A plan that is kept would be for a conference of middling size.
        return self.columns_planned_anew(conference.pk)

    def rows_in(self, state: bytes, conference: models.Model) -> list[Any]:
        """Return the rows in this state of the database: the same list as before where nothing in it changed."""
        reads = reads_of_request()
        last = self._last.get(conference.pk)
        if last and last.state == state and (last.reads or not reads):
            if reads:
                reads.add(last.reads)
            return last.rows
        read = partial(self._read, state, conference, last)
        (rows, versions), how = reads.noted(read) if reads else (read(), None)
        if last and rows == last.rows:
            rows = last.rows
        _keep(self._last, conference.pk, _Known(state, rows, how, versions), MAX_CONFERENCES)
        return rows

    def _read(self, state: bytes, conference: models.Model, last: _Known | None) -> tuple[list[Any], object]:
        """Return the rows, and what the database says of their versions."""
        return self.rows(conference), None


@dataclass(frozen=True)
class Table:
    """The rows of a table that belong to the conference to which `path` leads, with all columns but those `without`."""

    model: type[models.Model]
    path: str = "conference"
    without: tuple[str, ...] = ("search_text",)

    def columns_of(self, conference: Any, *columns: Combinable) -> models.QuerySet[Any, Any]:
        """Return these columns of the rows."""
        rows = self.model._default_manager.order_by()
        return rows.filter(**{self.path: conference}).values_list(*columns)

    @property
    def content(self) -> JSONArray:
        """A row as one text, made by the database: that takes half of what it takes to make one of each column here."""
        names = [field.attname for field in self.model._meta.concrete_fields]
        return JSONArray(
            Value(self.model._meta.db_table), *(name for name in names if name not in self.without)
        )

    @property
    def version(self) -> RawSQL:
        """Of which table a row is, where it is kept by PostgreSQL, and the transaction that wrote it."""
        table = self.model._meta.db_table
        return RawSQL(f"'{table}' || {table}.ctid::text || {table}.xmin::text", (), TextField())


class WholeRows(ConferenceQuery):
    """All rows of some tables that belong to a conference, by one statement: as texts, to be compared."""

    def __init__(self, *tables: Table) -> None:
        super().__init__(lambda key: union_of(table.columns_of(key, table.content) for table in tables))
        self._versions = CompiledQuery(
            lambda key: union_of(table.columns_of(key, table.version) for table in tables), UUIDField()
        )

    def _read(self, state: bytes, conference: models.Model, last: _Known | None) -> tuple[list[Any], object]:
        if connection.vendor != "postgresql":
            return super()._read(state, conference, last)
        versions = self._versions_of(conference)
        if last and versions == last.versions:
            return last.rows, versions
        # To ask for the versions once more is enough.
        with not_noted():
            rows = self.rows(conference)
        if database_state() != state:
            # Of rows that were written meanwhile, and perhaps taken away again, it was not those versions.
            versions = None
            if reads := reads_of_request():
                reads.add(None)
        return rows, versions

    def _versions_of(self, conference: models.Model) -> object:
        """Return a digest of the versions of the rows that PostgreSQL sees.

        A version is never changed, nor is its place taken by another of the same transaction: whoever writes a row
        makes a new one. Only a server that takes over with less than was seen counts transactions again; it started
        at another time.
        """
        versions, params = self._versions.sql_with_params(conference.pk)
        with connection.cursor() as cursor:
            cursor.execute(_DIGEST_OF.format(versions), params)
            return cursor.fetchone()[0]


def union_of(queries: Iterable[models.QuerySet[Any, Any]]) -> models.QuerySet[Any, Any]:
    """Return what any of these queries finds, as one statement."""
    first, *others = queries
    return first.union(*others, all=True) if others else first


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


def get_or_make(
    conference: models.Model,
    name: Hashable,
    make: Callable[[], ValueT],
    *statements: ConferenceQuery,
    depends_on: Any = None,
) -> ValueT:
    """Return what `make` returned when these statements found the rows that they find now.

    It is not made again while the rows and `depends_on` are the same. Within a transaction nothing is kept. What `make`
    itself reads is not noted for the page: the rows decide, and to ask them once more is enough.

    `name` names it, with all else that it depends on. Several threads may have the value, so nobody changes it.
    """
    state = database_state()
    if state is None:
        return make()
    inputs = [*(statement.rows_in(state, conference) for statement in statements), depends_on]
    key = (conference.pk, name)
    entry = _values.get(key)
    value: ValueT
    if entry is not None and entry[0] == inputs:
        value = entry[1]
    else:
        with not_noted():
            value = make()
        if database_state() != state:
            # It may have been made of other rows.
            return value
    _keep(_values, key, (inputs, value), MAX_VALUES)
    return value


def clear() -> None:
    """Clear the cache: all is made anew when it is asked for."""
    with _lock:
        _values.clear()
