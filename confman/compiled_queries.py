"""Queries and updates whose SQL is made once in a process, and planned once for each connection to PostgreSQL.

Making the SQL of a query takes Django several times as long as answering it takes the database, and almost every page
asks the same few queries about other rows. Django reads the rows as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connections, models, router, transaction
from django.db.models.expressions import Expression
from django.db.models.sql import UpdateQuery

from confman.machines.prepared_statements import planned_cursor

FoundT = TypeVar("FoundT")
PREPARED = ("_iterable_class", "_fields", "_prefetch_related_lookups")


@dataclass(frozen=True)
class _Prepared:
    """A query made for one connection: nothing in it depends on the values."""

    query: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]


class CompiledQuery(Generic[FoundT]):
    """A query without its values: ``CompiledQuery(lambda key: Person.objects.filter(pk=key), models.UUIDField())``.

    `make` returns the query. It is called once, with a placeholder for each value, whose type one of `kinds` gives:
    nothing in the query may depend on the language, the time or the user. A placeholder can stand wherever an
    expression can, but not for None, nor within a list or a pattern.
    """

    def __init__(
        self, make: Callable[..., models.QuerySet[Any, FoundT]], *kinds: models.Field[Any, Any]
    ) -> None:
        self._make, self._kinds = make, kinds

    @cached_property
    def _rows(self) -> models.QuerySet[Any, FoundT]:
        return self._make(*_placeholders(self._kinds))

    def all(self, *values: object) -> list[FoundT]:
        """Return what the query finds with these values."""
        rows = self._rows
        found = self.columns(*values)
        _connection, prepared = self._prepared()
        if prepared.compiler.has_extra_select:
            found = [row[: prepared.compiler.col_count] for row in found]
        prepared.compiler.execute_sql = lambda *_args, **_options: [found]
        answer = type(rows)(model=rows.model, query=prepared.query, using=rows.db)
        for name in PREPARED:
            setattr(answer, name, getattr(rows, name))
        return list(answer)

    def get_or_none(self, *values: object) -> FoundT | None:
        """Return the only one, or None. Raises MultipleObjectsReturned if there are several."""
        rows = self.all(*values)
        if len(rows) > 1:
            raise self._rows.model.MultipleObjectsReturned
        return rows[0] if rows else None

    def columns(self, *values: object) -> list[Any]:
        """Return the columns of what the query finds, in tuples, as the database returns them."""
        connection, prepared = self._prepared()
        with planned_cursor(connection) as cursor:
            cursor.execute(prepared.sql, self._params(prepared, values, connection))
            return list(cursor.fetchall())

    def columns_planned_anew(self, *values: object) -> list[Any]:
        """Return the columns by a plan for these values: where they tell whether few rows are found or thousands."""
        with connections[self._rows.db].cursor() as cursor:
            cursor.execute(*self.sql_with_params(*values))
            fetched: list[Any] = cursor.fetchall()
        return fetched

    def sql_with_params(self, *values: object) -> tuple[str, tuple[Any, ...]]:
        """Return the statement with the parameters for these values, ready for the database."""
        connection, prepared = self._prepared()
        return prepared.sql, self._params(prepared, values, connection)

    def _params(self, prepared: _Prepared, values: tuple[object, ...], connection: Any) -> tuple[Any, ...]:
        """Return the parameters of the statement."""
        return _params(prepared.params, self._kinds, values, connection)

    def _prepared(self) -> tuple[Any, _Prepared]:
        """Return the connection of this thread, and the query as it was made for it."""
        connection = connections[self._rows.db]
        prepared_by_query: WeakKeyDictionary[CompiledQuery[Any], _Prepared] = vars(connection).setdefault(
            "compiled_queries", WeakKeyDictionary()
        )
        if self not in prepared_by_query:
            # Making SQL changes a query, so each connection has one of its own.
            query = self._rows.query.clone()
            compiler: Any = query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            converters = compiler.get_converters([column for column, *_sql in compiler.select])
            compiler.get_converters = lambda _columns: converters
            has_composite_fields = compiler.has_composite_fields(column for column, *_sql in compiler.select)
            compiler.has_composite_fields = lambda _columns: has_composite_fields
            query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
            prepared_by_query[self] = _Prepared(query, compiler, sql, tuple(params))
        return connection, prepared_by_query[self]


class CompiledUpdate:
    """An update without its values, as a ``CompiledQuery``: `make` returns the rows, and what their columns become."""

    def __init__(
        self,
        make: Callable[..., tuple[models.QuerySet[Any, Any], Mapping[str, Any]]],
        *kinds: models.Field[Any, Any],
    ) -> None:
        self._make, self._kinds = make, kinds

    def update(self, *values: object) -> int:
        """Update with these values; return how many rows there were."""
        sql, params, alias = self._prepared
        connection = connections[alias]
        with transaction.mark_for_rollback_on_error(using=alias), planned_cursor(connection) as cursor:
            cursor.execute(sql, _params(params, self._kinds, values, connection))
            return int(cursor.rowcount)

    @cached_property
    def _prepared(self) -> tuple[str, tuple[Any, ...], str]:
        rows, changes = self._make(*_placeholders(self._kinds))
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        alias = router.db_for_write(rows.model)
        sql, params = query.get_compiler(alias).as_sql()
        return sql, tuple(params), alias


def _placeholders(kinds: Iterable[models.Field[Any, Any]]) -> Iterator[_Placeholder]:
    return (_Placeholder(number, kind) for number, kind in enumerate(kinds))


def _params(
    params: Iterable[Any], kinds: Sequence[object], values: Sequence[object], connection: Any
) -> tuple[Any, ...]:
    """Return the parameters of a statement, ready for the database."""
    if len(values) != len(kinds):
        raise TypeError(f"{len(kinds)} values belong into this statement, not {len(values)}.")
    return tuple(
        param.kind.get_db_prep_value(values[param.number], connection)
        if isinstance(param, _Placeholder)
        else param
        for param in params
    )


class _Placeholder(Expression):
    """Stands for a value that is not known yet."""

    def __init__(self, number: int, kind: models.Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.number, self.kind = number, kind

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> Any:
        return "%s", [self]
