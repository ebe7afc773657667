"""Indexes of one kind of database."""

from typing import Any

from django.db import models
from django.db.backends.ddl_references import Statement


class SQLiteIndex(models.Index):
    """An index that SQLite alone has.

    It may hold long texts, which PostgreSQL refuses in an index, and which it finds fast enough without one.
    """

    def create_sql(
        self, model: type[models.Model], schema_editor: Any, using: str = "", **kwargs: Any
    ) -> Statement:
        if schema_editor.connection.vendor == "sqlite":
            return super().create_sql(model, schema_editor, using, **kwargs)
        # Django wants a statement. Dropping an index that is not there is none.
        return Statement("SELECT 1")
