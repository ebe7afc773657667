"""Have SQLite count its rows, by which it chooses between indexes. PostgreSQL does so by itself."""

from django.db import connection

# Tables that this connection has not asked, too; of each a sample of the rows.
_ALL_TABLES = 0x10002


def count_rows() -> None:
    """Have the database look at tables that are new to it, or have grown much since it looked last."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA optimize={_ALL_TABLES}")
