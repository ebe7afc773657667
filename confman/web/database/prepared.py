"""Statements that PostgreSQL plans once for a connection, for what is asked again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

# The number of times a connection hears a statement before it keeps its plan (psycopg's own default).
HEARD = 5


@contextmanager
def prepared_statements() -> Iterator[None]:
    """Send statements to PostgreSQL apart from their values meanwhile; those heard often are not planned anew.

    In a scan at a door, planning was half of the database's work and a fifth of the answer's time. Django's own
    switch would change every statement, and this way none may have more than 65,535 values, as a large import has. On
    SQLite nothing changes, nor behind a pooler that hands out single transactions (CONFMAN_DATABASE_POOLED).
    """
    if connection.vendor != "postgresql" or settings.DATABASE_IS_POOLED:
        yield
        return
    import psycopg

    connection.ensure_connection()
    driver: Any = connection.connection
    before = driver.cursor_factory, driver.prepare_threshold
    driver.cursor_factory, driver.prepare_threshold = psycopg.Cursor, HEARD
    try:
        yield
    finally:
        driver.cursor_factory, driver.prepare_threshold = before
