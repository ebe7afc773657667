"""Queries whose SQL is made once in a process, for those that almost every page asks.

To make the SQL of a query costs Django several times what the database takes to answer it; with every page and with
every registration the same few are asked, about other rows. What comes back is read by Django as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache, cached_property
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
        # By database: Django's compiler, the SQL, and the values among which the places are.
        self._compiled: dict[str, tuple[Any, str, tuple[Any, ...]]] = {}

    @cached_property
    def _rows(self) -> models.QuerySet[Any, FoundT]:
        return self._make(*(_Place(number, kind) for number, kind in enumerate(self._kinds)))

    def all(self, *values: object) -> list[FoundT]:
        """Return what the query finds with these values."""
        if len(values) != len(self._kinds):
            raise TypeError(f"{len(self._kinds)} values belong into this query, not {len(values)}.")
        rows = self._rows
        using = rows.db
        if using not in self._compiled:
            compiler = rows.query.get_compiler(using=using)
            sql, params = compiler.as_sql()
            self._compiled[using] = compiler, sql, tuple(params)
        compiler, sql, params = self._compiled[using]
        connection = connections[using]
        given = tuple(
            param.kind.get_db_prep_value(values[param.number], connection)
            if isinstance(param, _Place)
            else param
            for param in params
        )
        # Each thread has its connection; what else the compiler knows stays as it is.
        ready = copy(compiler)
        ready.connection, ready.as_sql = connection, lambda *_args, **_options: (sql, given)
        found: Any = type(rows)(model=rows.model, query=_Ready(rows.query, ready), using=using)  # type: ignore[arg-type]
        for name in PREPARED:
            setattr(found, name, getattr(rows, name))
        return list(found)

    def get_or_none(self, *values: object) -> FoundT | None:
        """Return the only one, or None. Raises MultipleObjectsReturned if there are several."""
        found = self.all(*values)
        if len(found) > 1:
            raise self._rows.model.MultipleObjectsReturned
        return found[0] if found else None


class CompiledInsert(models.Model):
    """The base of models whose new rows are inserted by a statement that is made once, as they are saved one by one."""

    class Meta:
        abstract = True

    def _do_insert(
        self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool
    ) -> list[tuple[Any, ...]]:
        values = [getattr(self, field.attname) if raw else field.pre_save(self, add=True) for field in fields]
        connection = connections[using]
        # What the database works out or gives back is left to Django.
        if returning_fields or any(hasattr(value, "resolve_expression") for value in values):
            found: list[tuple[Any, ...]] = super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
            return found
        statement = _insert_statement(type(self), using, tuple(field.name for field in fields))
        with connection.cursor() as cursor:
            cursor.execute(
                statement,
                [
                    field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, values, strict=True)
                ],
            )
        return []


@cache
def _insert_statement(model: type[models.Model], using: str, names: tuple[str, ...]) -> str:
    """Return the statement that inserts one row with these fields."""
    quote = connections[using].ops.quote_name
    columns = [quote(str(model._meta.get_field(name).column)) for name in names]  # type: ignore[union-attr]
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES ({places})"


class _Place(Expression):
    """The place of a value that is not known yet."""

    def __init__(self, number: int, kind: models.Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.number, self.kind = number, kind

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> Any:
        return "%s", [self]


class _Ready:
    """A query of Django's whose compiler has its SQL already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_options: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
