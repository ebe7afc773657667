"""Many rows in one short transaction: the SQL is compiled before it begins.

Of the time of `bulk_create`, four fifths go into compiling SQL and a fifth into the database (measured with 65,000
rows); of `bulk_update` even more. On SQLite every other writer waits meanwhile, so an import compiles its statement
first, once for all rows of a model, and makes their values ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.utils.translation import gettext as _

from confman.translation.fields import TranslatedField
from confman.web.errors import Refused, Stale
from confman.web.models import field_named

BATCH = 500
INSERT_BATCH = 1000
_UNKNOWN = object()
# Methods that make values ready for fields of text; texts stay as they are.
_KEEPS_TEXT = (models.CharField.get_prep_value, models.TextField.get_prep_value)


class BulkInserts:
    """Rows to insert later: call ``add`` before the transaction and ``run`` inside it; order is preserved.

    As with bulk_create, no signal is sent and nothing is validated except the length of texts, which SQLite would not
    check. A row may refer to a later one: foreign keys are checked when the transaction ends. Each row knows its
    primary key, or the database assigns it.
    """

    def __init__(self) -> None:
        self._statements: list[tuple[str, list[tuple[Any, ...]]]] = []
        # The connection itself: Django's proxy looks it up for every value, which takes a quarter of the time.
        self._connection = connections[DEFAULT_DB_ALIAS]

    def add(self, rows: Iterable[models.Model]) -> None:
        """Compile the statements that insert `rows`, all of one model. Values are read now.

        Raises Refused for a text that is longer than its field.
        """
        waiting = list(rows)
        if not waiting:
            return
        model = type(waiting[0])
        fields = _fields_inserted(model)
        self._add(model, fields, [self._ready(field, _column_values(field, waiting)) for field in fields])

    def add_like(self, row: models.Model, values: Mapping[str, Sequence[Any]]) -> None:
        """Compile the statements that insert rows like this one but for some attributes, of which there are `values`.

        The rows themselves are not made, which takes most of the time where there are thousands. Raises as `add`.
        """
        (number,) = set(map(len, values.values()))
        if not number:
            return
        fields = _fields_inserted(type(row))
        columns = [
            self._ready(field, values[field.attname])
            if field.attname in values
            else self._ready(field, _column_values(field, [row])) * number
            for field in fields
        ]
        self._add(type(row), fields, columns)

    def _ready(self, field: Any, values: Sequence[Any]) -> list[Any]:
        _require_fit(field, values)
        return _prepared(field, values, self._connection)

    def _add(self, model: type[models.Model], fields: list[Any], columns: list[list[Any]]) -> None:
        statement = _insert_statement(self._connection, model, fields)
        self._statements.append((statement, list(zip(*columns, strict=True))))

    def run(self) -> None:
        """Insert the rows. Raises TransactionManagementError outside a transaction, IntegrityError for a bad row."""
        _require_transaction(self._connection)
        for statement, rows in self._statements:
            _insert(self._connection, statement, rows)


def insert_values(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of values that are ready for the database, as they come: they are never all in memory."""
    connection = connections[DEFAULT_DB_ALIAS]
    _insert(connection, _insert_statement(connection, model, fields), rows)


def _insert_statement(
    connection: Any, model: type[models.Model], fields: Sequence[models.Field[Any, Any]]
) -> str:
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(_column(field)) for field in fields)
    if connection.vendor == "postgresql":
        # PostgreSQL reads rows as a table of text in a fraction of the time that as many statements take.
        return f"COPY {table} ({columns}) FROM STDIN"
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"


def _insert(connection: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    remaining = iter(rows)
    with connection.cursor() as cursor:
        # Rows may be made by asking the database, which answers nothing in the middle of a COPY.
        while batch := list(islice(remaining, INSERT_BATCH)):
            if connection.vendor == "postgresql":
                with connection.wrap_database_errors, cursor.copy(statement) as table:
                    for row in batch:
                        table.write_row(row)
            else:
                cursor.executemany(statement, batch)


def _fields_inserted(model: type[models.Model]) -> list[Any]:
    """Return the fields whose values are ours: the database numbers the rows of tables that join two others."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not isinstance(field, models.AutoField)
    ]


def _column_values(field: models.Field[Any, Any], rows: Sequence[models.Model]) -> list[Any]:
    """Return what the rows will have in a field's column."""
    if type(field).pre_save is models.Field.pre_save:  # which only reads the attribute
        # Where Django keeps it: for each row a descriptor of translated texts or foreign keys would be called.
        with suppress(KeyError):  # A column that was not read from the database yet is read now.
            return list(map(itemgetter(field.attname), map(vars, rows)))
        return list(map(attrgetter(field.attname), rows))
    return [field.pre_save(row, add=True) for row in rows]


def _distinct(values: Sequence[Any]) -> Iterable[Any]:
    """Return each object once: defaults are the same one in every row."""
    return dict(zip(map(id, values), values, strict=True)).values()


def _prepared(field: models.Field[Any, Any], values: Sequence[Any], connection: Any) -> list[Any]:
    """Return values as the database takes them. Most of a column are alike: each is made ready once."""
    if set(map(type, values)) == {str} and type(field).get_prep_value in _KEEPS_TEXT:
        return list(values)
    prepared_by_key: dict[Any, Any] = {}
    prepared_by_id: dict[int, Any] = {}
    for value in _distinct(values):
        # Their types, too, because 1 equals True; and the empty ones of those that cannot be looked up.
        key = (type(value), value if value or not isinstance(value, (dict, list)) else None)
        try:
            ready = prepared_by_key.get(key, _UNKNOWN)
        except TypeError:
            ready = field.get_db_prep_save(value, connection=connection)
        if ready is _UNKNOWN:
            ready = prepared_by_key[key] = field.get_db_prep_save(value, connection=connection)
        prepared_by_id[id(value)] = ready
    return list(map(prepared_by_id.__getitem__, map(id, values)))


def _column(field: models.Field[Any, Any]) -> str:
    assert field.column is not None, f"{field.name} has no column: its rows are in a table of their own."
    return field.column


def _require_fit(field: Any, values: Sequence[Any]) -> None:
    if isinstance(field, TranslatedField):
        limit = field.text_max_length
        texts = (text for value in _distinct(values) for text in value.values())
    elif isinstance(field, models.CharField):
        limit, texts = field.max_length, (text or "" for text in _distinct(values))
    else:
        return
    length = max(map(len, texts), default=0) if limit else 0
    if limit and length > limit:
        raise Refused(
            _("“%(field)s”: %(length)d characters, at most %(limit)d fit.")
            % {"field": field.verbose_name, "length": length, "limit": limit}
        )


class BulkUpdates:
    """Rows to update later: call ``add`` before the transaction and ``run`` inside it.

    Someone else may have changed the rows since they were read. `run` checks this, and refuses to overwrite the change.
    As with bulk_update, no signal is sent and nothing is validated.
    """

    def __init__(self) -> None:
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._changes: list[tuple[type[models.Model], list[Any], dict[Any, list[Any]], str, list[Any]]] = []

    def add(self, changed: Iterable[tuple[models.Model, models.Model]], fields: Sequence[str]) -> None:
        """Add pairs of a row as read and as it should be, all of one model; `fields` are written."""
        pairs = list(changed)
        if not pairs:
            return
        model = type(pairs[0][0])
        columns_written = [field_named(model, name) for name in fields]
        former_values = {
            before.pk: [field.value_from_object(before) for field in columns_written]
            for before, _after in pairs
        }
        columns = [
            _prepared(field, [field.value_from_object(after) for _before, after in pairs], self._connection)
            for field in (*columns_written, model._meta.pk)
        ]
        rows = list(zip(*columns, strict=True))
        quoted = self._connection.ops.quote_name
        table, key = quoted(model._meta.db_table), quoted(_column(model._meta.pk))
        changes = ", ".join(f"{quoted(_column(field))} = %s" for field in columns_written)
        self._changes.append(
            (model, columns_written, former_values, f"UPDATE {table} SET {changes} WHERE {key} = %s", rows)
        )

    def run(self) -> None:
        """Update the rows. Raises Stale if a row has changed meanwhile; the transaction must then end."""
        _require_transaction(self._connection)
        with self._connection.cursor() as cursor:
            for model, fields, former_values, statement, rows in self._changes:
                _require_unchanged(model, fields, former_values)
                cursor.executemany(statement, rows)


def _require_unchanged(
    model: type[models.Model], fields: list[Any], former_values: dict[Any, list[Any]]
) -> None:
    """Raise Stale unless the rows, which are locked in key order, are still as they were read."""
    keys = sorted(former_values)
    names = [field.attname for field in fields]
    count = 0
    for start in range(0, len(keys), BATCH):
        rows = model._base_manager.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        for key, *values in rows.select_for_update().values_list("pk", *names):
            if former_values[key] != values:
                break
            count += 1
    if count < len(keys):
        raise Stale


def _require_transaction(connection: Any) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Bulk writes belong inside the verb's transaction.")
