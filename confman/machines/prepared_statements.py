"""Statements that PostgreSQL plans once per connection, for queries that are repeated often."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

# The number of executions after which a connection keeps the plan (psycopg's own default).
PREPARE_THRESHOLD = 5


def planned_cursor(connection: Any) -> Any:
    """Return a cursor of a connection for statements that are planned once, as `prepared_statements` says."""
    if connection.vendor != "postgresql" or settings.DATABASE_IS_POOLED:
        return connection.cursor()
    from confman.machines.quicker_postgresql.cursors import PlannedCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = PlannedCursor(connection.connection)
        cursor.threshold = PREPARE_THRESHOLD
        return connection._prepare_cursor(cursor)


@contextmanager
def prepared_statements(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Send statements to PostgreSQL separately from their values meanwhile, so that frequent ones are planned once.

    Of a scan at a door and of a registration, planning was half of the database's work. Django's own setting would
    change every statement, and limit each to 65,535 values, too few for a large import. Nothing changes on SQLite, nor
    behind a pooler that hands out single transactions (CONFMAN_DATABASE_POOLED).
    """
    connection = connections[using]
    if connection.vendor != "postgresql" or settings.DATABASE_IS_POOLED:
        yield
        return
    from confman.machines.quicker_postgresql.cursors import PlannedCursor

    connection.ensure_connection()
    driver: Any = connection.connection
    before = driver.cursor_factory, driver.prepare_threshold
    driver.cursor_factory, driver.prepare_threshold = PlannedCursor, PREPARE_THRESHOLD
    try:
        yield
    finally:
        driver.cursor_factory, driver.prepare_threshold = before
