"""The database as it is at one moment, whatever others write while it is read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections, transaction

SNAPSHOT = "snapshot"


@contextlib.contextmanager
def database_snapshot() -> Iterator[str]:
    """Yield the alias of a connection of its own that reads, and holds up nobody who writes.

    PostgreSQL: a transaction that is REPEATABLE READ and READ ONLY. SQLite: a transaction that reads beside the
    write-ahead log.
    """
    own = connections[DEFAULT_DB_ALIAS].copy(SNAPSHOT)
    if own.vendor == "sqlite":
        # The house's IMMEDIATE would take the place of a writer.
        own.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections[SNAPSHOT] = own
    try:
        with transaction.atomic(using=SNAPSHOT):
            with own.cursor() as cursor:
                if own.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # The moment is that of the first question, not of BEGIN.
                cursor.execute("SELECT COUNT(*) FROM django_migrations")
                cursor.fetchall()
            yield SNAPSHOT
    finally:
        own.close()
        del connections[SNAPSHOT]
