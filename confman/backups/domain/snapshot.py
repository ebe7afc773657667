"""The database as of one moment, whatever others write while it is read."""

import contextlib
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections, transaction

SNAPSHOT = "snapshot"


@contextlib.contextmanager
def database_snapshot() -> Iterator[str]:
    """Yield the alias of a separate connection that reads one snapshot and blocks nobody who writes.

    PostgreSQL: a REPEATABLE READ, READ ONLY transaction. SQLite: a read transaction beside the write-ahead log.
    """
    snapshot = connections[DEFAULT_DB_ALIAS].copy(SNAPSHOT)
    if snapshot.vendor == "sqlite":
        # Our usual IMMEDIATE would block writers.
        snapshot.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections[SNAPSHOT] = snapshot
    try:
        with transaction.atomic(using=SNAPSHOT):
            with snapshot.cursor() as cursor:
                if snapshot.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # The snapshot is taken by the first query, not by BEGIN.
                cursor.execute("SELECT COUNT(*) FROM django_migrations")
                cursor.fetchall()
            yield SNAPSHOT
    finally:
        snapshot.close()
        del connections[SNAPSHOT]
