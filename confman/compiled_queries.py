"""Queries whose SQL is made once in a process, for those that almost every page asks.

To make the SQL of a query costs Django several times what the database takes to answer it; with every page and with
every registration the same few are asked, about other rows. What comes back is read by Django as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.expressions import Expression

FoundT = TypeVar("FoundT")
PREPARED = ("_iterable_class", "_fields", "_prefetch_related_lookups")


class CompiledQuery(Generic[FoundT]):
    """A query with places for values: ``CompiledQuery(lambda key: Person.objects.filter(pk=key), models.UUIDField())``.

    `make` returns the query; it gets something in the place of each value, and a field says what kind of value comes
    there. It is called once: nothing in the query may depend on the language, the time or the user. A place can stand
    wherever an expression can: not for None, nor within a list or a pattern.
    """

    def __init__(
        self, make: Callable[..., models.QuerySet[Any, FoundT]], *kinds: models.Field[Any, Any]
    ) -> None:
        self._make, self._kinds = make, kinds
        # By database and its kind: Django's compiler, the SQL, and the values among which the places are.
        self._compiled: dict[tuple[str, str], tuple[Any, str, tuple[Any, ...]]] = {}

    @cached_property
    def _rows(self) -> models.QuerySet[Any, FoundT]:
        return self._make(*(_Placeholder(number, kind) for number, kind in enumerate(self._kinds)))

    def all(self, *values: object) -> list[FoundT]:
        """Return what the query finds with these values."""
        rows = self._rows
        connection, compiler, sql, prepared = self._statement(values)
        compiler, query = copy(compiler), copy(rows.query)
        compiler.connection, compiler.as_sql = connection, lambda *_args, **_options: (sql, prepared)
        query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        answer = type(rows)(model=rows.model, query=query, using=rows.db)
        for name in PREPARED:
            setattr(answer, name, getattr(rows, name))
        return list(answer)

    def get_or_none(self, *values: object) -> FoundT | None:
        """Return the only one, or None. Raises MultipleObjectsReturned if there are several."""
        found = self.all(*values)
        if len(found) > 1:
            raise self._rows.model.MultipleObjectsReturned
        return found[0] if found else None

    def columns(self, *values: object) -> list[Any]:
        """Return the columns of what the query finds, in tuples, as the database returns them."""
        connection, _compiler, sql, prepared = self._statement(values)
        with connection.cursor() as cursor:
            cursor.execute(sql, prepared)
            fetched: list[Any] = cursor.fetchall()
        return fetched

    def _statement(self, values: tuple[object, ...]) -> tuple[Any, Any, str, tuple[Any, ...]]:
        """Return the connection, Django's compiler, the SQL, and all values of it, ready for the database."""
        if len(values) != len(self._kinds):
            raise TypeError(f"{len(self._kinds)} values belong into this query, not {len(values)}.")
        rows = self._rows
        connection = connections[rows.db]
        # The tests put another server behind an alias.
        key = (rows.db, connection.vendor)
        if key not in self._compiled:
            # Making SQL changes a query, so each thread makes it of its own; a connection is a thread's.
            compiler = rows.query.clone().get_compiler(using=rows.db)
            sql, params = compiler.as_sql()
            compiler.connection = None
            self._compiled[key] = compiler, sql, tuple(params)
        compiler, sql, params = self._compiled[key]
        prepared = tuple(
            param.kind.get_db_prep_value(values[param.number], connection)
            if isinstance(param, _Placeholder)
            else param
            for param in params
        )
        return connection, compiler, sql, prepared


class _Placeholder(Expression):
    """The place of a value that is not known yet."""

    def __init__(self, number: int, kind: models.Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.number, self.kind = number, kind

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> Any:
        return "%s", [self]
