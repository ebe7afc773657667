"""Many rows in one short transaction: their SQL is made before it begins.

Of the time that `bulk_create` takes, four fifths go into making SQL and a fifth into the database (measured with
65,000 rows); of `bulk_update` it is more. On SQLite every other writer waits meanwhile, so an import makes its
statements first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.sql import InsertQuery
from django.utils.translation import gettext as _

from confman.translation.fields import TranslatedField
from confman.web.errors import Refused, Stale
from confman.web.models import field_named

BATCH = 500


class BulkInserts:
    """Rows to be written later: ``add`` before the transaction, ``run`` inside it, in the order they were added.

    As with bulk_create, no signal is sent and nothing is validated but that texts fit, for only PostgreSQL would refuse
    them. A row may refer to another that comes later:
    foreign keys are asked when the transaction ends. Every row knows its primary key, or the database gives it one.
    """

    def __init__(self) -> None:
        self._statements: list[tuple[str, Any]] = []
        # The connection itself: its stand-in looks it up for every value, a quarter of the time.
        self._connection = connections[DEFAULT_DB_ALIAS]

    def add(self, rows: Iterable[models.Model]) -> None:
        """Make the statements that insert `rows`, which are all of one model. Values are taken now.

        Raises Refused for a text that is longer than its field.
        """
        waiting = list(rows)
        if not waiting:
            return
        model = type(waiting[0])
        # The database numbers the rows of tables that join two others.
        fields = [
            field
            for field in model._meta.concrete_fields
            if not field.generated and not isinstance(field, models.AutoField)
        ]
        for field in fields:
            _require_fit(field, waiting)
        size = max(1, min(BATCH, self._connection.ops.bulk_batch_size(fields, waiting)))
        for start in range(0, len(waiting), size):
            query = InsertQuery(model)
            query.insert_values(fields, waiting[start : start + size])
            self._statements += query.get_compiler(connection=self._connection).as_sql()

    def run(self) -> None:
        """Write them. Raises TransactionManagementError outside a transaction, IntegrityError for a wrong row."""
        _require_transaction(self._connection)
        with self._connection.cursor() as cursor:
            for statement, values in self._statements:
                cursor.execute(statement, values)


def _column(field: models.Field[Any, Any]) -> str:
    assert field.column is not None, f"{field.name} has no column: its rows are in a table of their own."
    return field.column


def _require_fit(field: Any, rows: Sequence[models.Model]) -> None:
    if isinstance(field, TranslatedField):
        limit, texts = (
            field.text_max_length,
            (text for row in rows for text in getattr(row, field.attname).values()),
        )
    elif isinstance(field, models.CharField):
        limit, texts = field.max_length, (getattr(row, field.attname) or "" for row in rows)
    else:
        return
    length = max(map(len, texts), default=0) if limit else 0
    if limit and length > limit:
        raise Refused(
            _("“%(field)s”: %(length)d characters, at most %(limit)d fit.")
            % {"field": field.verbose_name, "length": length, "limit": limit}
        )


class BulkUpdates:
    """Rows to be changed later: ``add`` before the transaction, ``run`` inside it.

    Rows read before the transaction may have been changed since by someone else. `run` looks, and then refuses
    to write over it. As with bulk_update, no signal is sent and nothing is validated.
    """

    def __init__(self) -> None:
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._changes: list[tuple[type[models.Model], list[Any], dict[Any, list[Any]], str, list[Any]]] = []

    def add(self, changes: Iterable[tuple[models.Model, models.Model]], fields: Sequence[str]) -> None:
        """Add each row as it was read and as it is to be, all of one model; of them `fields` are written."""
        pairs = list(changes)
        if not pairs:
            return
        model = type(pairs[0][0])
        written = [field_named(model, name) for name in fields]
        seen = {before.pk: [field.value_from_object(before) for field in written] for before, _after in pairs}
        rows = [
            [
                field.get_db_prep_save(field.value_from_object(after), connection=self._connection)
                for field in (*written, model._meta.pk)
            ]
            for _before, after in pairs
        ]
        quoted = self._connection.ops.quote_name
        table, key = quoted(model._meta.db_table), quoted(_column(model._meta.pk))
        columns = ", ".join(f"{quoted(_column(field))} = %s" for field in written)
        self._changes.append((model, written, seen, f"UPDATE {table} SET {columns} WHERE {key} = %s", rows))

    def run(self) -> None:
        """Write them. Raises Stale where a row is no longer what it was, and the transaction is to end."""
        _require_transaction(self._connection)
        with self._connection.cursor() as cursor:
            for model, written, seen, statement, rows in self._changes:
                _require_unchanged(model, written, seen)
                cursor.executemany(statement, rows)


def _require_unchanged(model: type[models.Model], written: list[Any], seen: dict[Any, list[Any]]) -> None:
    """Raise Stale unless the rows, locked from now on, are as they were seen. Locked in the order of their keys."""
    keys = sorted(seen)
    names = [field.attname for field in written]
    found = 0
    for start in range(0, len(keys), BATCH):
        rows = model._base_manager.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        for key, *values in rows.select_for_update().values_list("pk", *names):
            if seen[key] != values:
                break
            found += 1
    if found < len(keys):
        raise Stale


def _require_transaction(connection: Any) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Bulk writes belong inside the verb's transaction.")
