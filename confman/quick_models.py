"""The base of models whose rows are read and written with little work of Python.

INSERT and UPDATE of a single row are made once in a process: making them anew took Django several times as long as it
takes the database to write it. An object of a row that was read gets its values at once, not one by one as a new one
does. All else that reading and saving do, what fields do with values included, is Django's.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property
from inspect import getattr_static
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.signals import post_init, pre_init

from confman.prepared_statements import prepared_on

# What makes values ready for columns of text leaves texts as they are.
_KEEPS_TEXT = (models.CharField.get_prep_value, models.TextField.get_prep_value)


class QuickModel(models.Model):
    """A model whose objects are made quickly of rows that were read, and saved by statements made once."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any
    ) -> Self:
        names, described = _read(cls)
        if len(values) != len(names) or options:  # some are deferred
            return super().from_db(db, field_names, values, **options)
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        row.__dict__.update(zip(names, values, strict=True))
        for name in described:
            setattr(row, name, row.__dict__.pop(name))
        return row

    def insert_if_new(self) -> bool:
        """Insert the row, without signals, unless there is one that it must differ from; tell whether it was."""
        fields = [field for field in self._meta.local_concrete_fields if not field.generated]
        written = _written(type(self), tuple(field.attname for field in fields))
        values = [field.pre_save(self, True) for field in fields]
        statement, using = f"{written.insert} ON CONFLICT DO NOTHING", router.db_for_write(type(self))
        self._state.adding, self._state.db = False, using
        return written.execute(statement, values, using) > 0

    def _do_insert(
        self, manager: Any, using: str, fields: Sequence[Any], returning_fields: Sequence[Any], raw: bool
    ) -> Any:
        written = _written(type(self), tuple(field.attname for field in fields))
        values = [] if raw else [field.pre_save(self, True) for field in fields]
        if raw or returning_fields or not written.takes(values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        written.execute(written.insert, values, using)
        return []

    def _do_update(
        self,
        base_qs: Any,
        using: Any,
        pk_val: Any,
        values: Any,
        update_fields: Any,
        forced_update: bool,
        *more: Any,
    ) -> Any:
        written = _written(type(self), tuple(field.attname for field, _model, _value in values))
        given = [value for _field, _model, value in values]
        if more or not given or self._meta.select_on_save or not written.takes(given):
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update, *more)
        return written.execute(written.update, given, using, key=pk_val) > 0


class _Written:
    """The columns of a table that are written together."""

    def __init__(self, model: type[models.Model], names: Iterable[str]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._key, self._fields = model._meta.pk, [fields[name] for name in names]
        quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
        self._table = quote(model._meta.db_table)
        self._columns = [quote(field.column or "") for field in self._fields]
        self._quoted_key = quote(self._key.column or "")
        self._keeps_text = [type(field).get_prep_value in _KEEPS_TEXT for field in self._fields]
        # Such a field puts its value into SQL itself.
        self._is_plain = not any(hasattr(field, "get_placeholder") for field in self._fields)

    @cached_property
    def insert(self) -> str:
        """The statement that inserts a row."""
        values = ", ".join(["%s"] * len(self._columns))
        return f"INSERT INTO {self._table} ({', '.join(self._columns)}) VALUES ({values})"

    @cached_property
    def update(self) -> str:
        """The statement that changes the row with a key."""
        values = ", ".join(f"{column} = %s" for column in self._columns)
        return f"UPDATE {self._table} SET {values} WHERE {self._quoted_key} = %s"

    def takes(self, values: Iterable[object]) -> bool:
        """Tell whether the statements can write these: not what the database is to work out."""
        return self._is_plain and not any(hasattr(value, "resolve_expression") for value in values)

    def execute(self, statement: str, values: Iterable[Any], using: str, *, key: object = None) -> int:
        """Execute one of the statements; return how many rows it wrote."""
        connection = connections[using]
        params = [
            value
            if keeps_text and type(value) is str
            else field.get_db_prep_save(value, connection=connection)
            for field, keeps_text, value in zip(self._fields, self._keeps_text, values, strict=True)
        ]
        if key is not None:
            params.append(self._key.get_db_prep_value(key, connection))
        with prepared_on(connection), connection.cursor() as cursor:
            cursor.execute(statement, params)
            return int(cursor.rowcount)


_written = cache(_Written)


@cache
def _read(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the attributes of a row's columns, and those that do more than keep what they are set to.

    None at all where making an object does more than that.
    """
    if (
        pre_init.has_listeners(model)
        or post_init.has_listeners(model)
        or model.__init__ is not models.Model.__init__
    ):
        return (), ()
    names = tuple(field.attname for field in model._meta.concrete_fields)
    return names, tuple(name for name in names if _does_more(getattr_static(model, name, None)))


def _does_more(attribute: object) -> bool:
    # That of a foreign key's id drops the object of another id, of which a new row has none.
    return hasattr(type(attribute), "__set__") and not isinstance(attribute, ForeignKeyDeferredAttribute)
