"""Queries and updates whose SQL is made once in a process.

Making the SQL of a query takes Django several times as long as answering it takes the database, and almost every page
asks the same few queries about other rows. Django reads the rows as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connections, models, router, transaction
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import UpdateQuery

from confman.prepared_statements import prepared_on

FoundT = TypeVar("FoundT")
PREPARED = ("_iterable_class", "_fields", "_prefetch_related_lookups")


class _Prepared:
    """A query made for one connection: nothing in it depends on the values."""

    def __init__(self, rows: models.QuerySet[Any, Any], connection: Any) -> None:
        # Making SQL changes a query, so each connection has one of its own.
        self.query = rows.query.clone()
        self.compiler: Any = self.query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        self.converters = self.compiler.get_converters([column for column, *_sql in self.compiler.select])
        self.compiler.get_converters = lambda _columns: self.converters
        self.query.get_compiler = lambda *_args, **_options: self.compiler  # type: ignore[method-assign]
        prefetches = rows._prefetch_related_lookups  # type: ignore[attr-defined]
        self.makes_objects = issubclass(rows._iterable_class, ModelIterable) and not prefetches
        if self.makes_objects:
            facts, columns = self.compiler.klass_info, self.compiler.select
            self._model, at = facts["model"], facts["select_fields"]
            self._columns = slice(at[0], at[-1] + 1)
            self._names = [column[0].target.attname for column in columns[self._columns]]
            self._related = get_related_populators(facts, columns, rows.db)  # type: ignore[call-arg]
            self._annotated = (self.compiler.annotation_col_map or {}).items()

    def objects(self, rows: list[Any], alias: str) -> Iterator[Any]:
        """Make objects of rows, as Django's own iterator does."""
        for row in self.compiler.apply_converters(rows, self.converters) if self.converters else rows:
            found = self._model.from_db(alias, self._names, row[self._columns])
            for related in self._related:
                related.populate(row, found)
            for name, position in self._annotated:
                setattr(found, name, row[position])
            yield found


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
        connection, prepared = self._prepared()
        if prepared.makes_objects:
            return list(prepared.objects(self.columns(*values), rows.db))
        params = self._params(prepared, values, connection)
        prepared.compiler.as_sql = lambda *_args, **_options: (prepared.sql, params)
        answer = type(rows)(model=rows.model, query=prepared.query, using=rows.db)
        for name in PREPARED:
            setattr(answer, name, getattr(rows, name))
        with self._planning(connection):
            return list(answer)

    def get_or_none(self, *values: object) -> FoundT | None:
        """Return the only one, or None. Raises MultipleObjectsReturned if there are several."""
        rows = self.all(*values)
        if len(rows) > 1:
            raise self._rows.model.MultipleObjectsReturned
        return rows[0] if rows else None

    def columns(self, *values: object) -> list[Any]:
        """Return the columns of what the query finds, in tuples, as the database returns them."""
        connection = connections[self._rows.db]
        with self._planning(connection), connection.cursor() as cursor:
            cursor.execute(*self.sql_with_params(*values))
            fetched: list[Any] = cursor.fetchall()
        return fetched

    def sql_with_params(self, *values: object) -> tuple[str, tuple[Any, ...]]:
        """Return the statement with the parameters for these values, ready for the database."""
        connection, prepared = self._prepared()
        return prepared.sql, self._params(prepared, values, connection)

    def _planning(self, connection: Any) -> AbstractContextManager[None]:
        """Have the statement planned once, too."""
        return prepared_on(connection)

    def _params(self, prepared: _Prepared, values: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        """Return the parameters of the statement."""
        return _params(prepared.params, self._kinds, values, connection)

    def _prepared(self) -> tuple[Any, _Prepared]:
        """Return the connection of this thread, and the query as it was made for it."""
        connection = connections[self._rows.db]
        prepared_by_query: WeakKeyDictionary[CompiledQuery[Any], _Prepared] = vars(connection).setdefault(
            "compiled_queries", WeakKeyDictionary()
        )
        if self not in prepared_by_query:
            prepared_by_query[self] = _Prepared(self._rows, connection)
        return connection, prepared_by_query[self]


class CompiledUpdate:
    """An update without its values: ``CompiledUpdate(lambda key, by: (Category.objects.filter(pk=key), {"taken":
    F("taken") + by}), models.UUIDField(), models.IntegerField())``.

    `make` returns the rows of one table, and what their columns become; as that of a `CompiledQuery`.
    """

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
        marking = transaction.mark_for_rollback_on_error(using=alias)
        with marking, prepared_on(connection), connection.cursor() as cursor:
            cursor.execute(sql, _params(params, self._kinds, values, connection))
            return int(cursor.rowcount)

    @cached_property
    def _prepared(self) -> tuple[str, tuple[Any, ...], str]:
        rows, changes = self._make(*_placeholders(self._kinds))
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        sql, params = query.get_compiler(router.db_for_write(rows.model)).as_sql()
        return sql, tuple(params), router.db_for_write(rows.model)


def _placeholders(kinds: Iterable[models.Field[Any, Any]]) -> Iterator[_Placeholder]:
    return (_Placeholder(number, kind) for number, kind in enumerate(kinds))


def _params(
    params: Iterable[Any], kinds: Sequence[object], values: Sequence[object], connection: Any
) -> tuple[Any, ...]:
    """Return the parameters of a statement, ready for the database."""
    if len(values) != len(kinds):
        raise TypeError(f"{len(kinds)} values belong into this query, not {len(values)}.")
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
