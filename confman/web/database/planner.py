"""Have SQLite count its rows, by which it chooses between indexes. PostgreSQL does so by itself."""

from django.db import connection

# ANALYZE (2) of a sample (0x10), also of tables that this connection has not asked (0x10000, from SQLite 3.46).
_ALL_TABLES = 0x10012


def count_rows() -> None:
    """Have the database look at tables that are new to it, or have grown much since it looked last."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA optimize={_ALL_TABLES}")
