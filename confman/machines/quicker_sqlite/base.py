"""SQLite: the placeholders of a statement are translated once, not each time that it is asked.

Django writes %s where SQLite reads ?, and looks through every statement for them. A web process asks the same few
hundred statements; with wide tables that took a quarter of the time of a query.
"""

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

# Longer statements insert many rows or name many keys: they are asked once, and a thousand would fill the memory.
MAX_LENGTH = 20_000
_translated = lru_cache(1000)(base.SQLiteCursorWrapper.convert_query)


class _Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names or len(query) > MAX_LENGTH:
            return super().convert_query(query, param_names=param_names)
        # Nothing in the translation depends on the cursor.
        return _translated(None, query)


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend for DATABASES."""

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=_Cursor)
