"""Rows that are inserted one by one, or a few at a time, by a statement that is made once in a process.

Making an INSERT anew cost Django several times what the database takes to execute it.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connections, models, router, transaction

from confman.machines.prepared_statements import planned_cursor

# A statement for each number of rows up to this is kept.
A_FEW = 8


class CompiledInserts(models.Model):
    """A model whose new rows are saved so. What its fields do with values, and signals, are Django's."""

    class Meta:
        abstract = True

    def insert_if_new(self) -> bool:
        """Insert the row, without signals, unless there is one that it must differ from; return whether it was."""
        fields = [field for field in self._meta.local_concrete_fields if not field.generated]
        using = router.db_for_write(type(self))
        values = [field.pre_save(self, add=True) for field in fields]
        self._state.adding, self._state.db = False, using
        return _insert(type(self), fields, [values], using, " ON CONFLICT DO NOTHING") > 0

    def _do_insert(
        self, manager: Any, using: str, fields: Sequence[Any], returning_fields: Sequence[Any], raw: bool
    ) -> Any:
        # Of a model that extends another's table, each is inserted for itself.
        model = manager.model
        is_plain = not raw and not returning_fields and _is_plain(model)
        values = [field.pre_save(self, add=True) for field in fields] if is_plain else []
        # Django itself inserts where the database works something out or returns it.
        if not is_plain or any(hasattr(value, "resolve_expression") for value in values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        _insert(model, fields, [values], using)
        return []


def insert_all(rows: Iterable[CompiledInserts]) -> None:
    """Insert new rows of one model, without signals; a few by one statement that is made once for as many."""
    rows = list(rows)
    if not rows:
        return
    model = type(rows[0])
    if len(rows) > A_FEW or not _is_plain(model):
        model._default_manager.bulk_create(rows)
        return
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    using = router.db_for_write(model)
    _insert(model, fields, [[field.pre_save(row, add=True) for field in fields] for row in rows], using)
    for row in rows:
        row._state.adding, row._state.db = False, using


def _insert(
    model: type[models.Model],
    fields: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    using: str,
    more: str = "",
) -> int:
    """Insert rows with these values of their fields; return how many there were to insert."""
    connection = connections[using]
    params = [
        field.get_db_prep_save(value, connection=connection)
        for values in rows
        for field, value in zip(fields, values, strict=True)
    ]
    with transaction.mark_for_rollback_on_error(using=using), planned_cursor(connection) as cursor:
        columns = tuple(field.column for field in fields)
        cursor.execute(_statement(model, columns, len(rows)) + more, params)
        return int(cursor.rowcount)


@cache
def _statement(model: type[models.Model], columns: tuple[str, ...], number: int) -> str:
    """Return the statement for so many rows, whose quoted names both databases read."""
    names = ", ".join(f'"{column}"' for column in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([row] * number)}'


@cache
def _is_plain(model: type[models.Model]) -> bool:
    """Tell whether no field puts its value into SQL itself."""
    return not any(hasattr(field, "get_placeholder") for field in model._meta.concrete_fields)
