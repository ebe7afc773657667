"""Identify the committed state of the database: as long as it is the same, nobody has written anything.

The database knows it by itself, so no writer has to tell, and none can forget.
"""

import os
import sqlite3
from functools import cache
from pathlib import Path
from threading import Lock

from django.db import connection

# The transactions that are seen: each that writes has a number.
ASK_STATE = "SELECT pg_current_snapshot()::text"
_lock = Lock()


def database_state() -> bytes | None:
    """Return the state that is read from now on; None where it cannot be told, as within a transaction of one's own.

    Comparable within the process alone. Ask before what is read: that may then be newer than its state, never older.
    """
    if connection.in_atomic_block:
        return None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ASK_STATE)
            return str(cursor.fetchone()[0]).encode()
    return _state_of_file(str(connection.settings_dict["NAME"]))


def _state_of_file(path: str) -> bytes | None:
    """Return SQLite's number of the commits that a connection of ours has seen others make, and which file it is of."""
    try:
        file = os.stat(path).st_ino
        with _lock:
            listener = _listener(path, file, os.getpid())
            (version,) = listener.execute("PRAGMA data_version").fetchone()
    except (OSError, sqlite3.Error):
        return None
    return f"{file} {version}".encode()


@cache
def _listener(path: str, file: int, process: int) -> sqlite3.Connection:
    """Return a connection that never writes: only commits of others count. A process that was forked opens its own.

    SQLite is asked, and its files are not opened beside it: closing one would end all locks of the process on it.
    """
    address = f"{Path(path).absolute().as_uri()}?mode=ro"
    # Nobody waits for the state of a database that someone locks: nothing is kept then.
    return sqlite3.connect(address, uri=True, timeout=0.1, check_same_thread=False, isolation_level=None)
