"""What identifies the committed state of the database: as long as it is the same, nobody has written anything.

The database knows it by itself, so no writer has to tell, and none can forget.
"""

import os
from pathlib import Path

from django.db import connection

# The header of SQLite's index of its write-ahead log (https://sqlite.org/walformat.html), which has a running checksum
# of all that was written. It stands there twice; the copies differ while it is changed.
_HEADER = 48
# Two numbers drawn anew with every log; zeros until the first write after the last connection was closed.
_SALTS = slice(32, 40)


def database_state() -> bytes | None:
    """Return the state that is read from now on; None where it cannot be told, as within a transaction of one's own.

    Ask before what is read: that may then be newer than its state, but never older.
    """
    if connection.in_atomic_block:
        return None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Which transactions are seen: each that writes has a number.
            cursor.execute("SELECT pg_current_snapshot()::text")
            return str(cursor.fetchone()[0]).encode()
    connection.ensure_connection()
    return _header(Path(f"{_file()}-shm")) if _keeps_log() else None


def _file() -> str:
    # SQLite puts the index beside the file itself, not beside a link to it.
    return os.path.realpath(connection.settings_dict["NAME"])


def _keeps_log() -> bool:
    """Tell whether this connection writes a log whose index all processes share."""
    asked = ("journal_mode", "locking_mode")
    said = [connection.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    return said == ["wal", "normal"]


def _header(index: Path) -> bytes | None:
    try:
        with index.open("rb") as file:
            twice = file.read(2 * _HEADER)
    except OSError:
        return None
    header = twice[:_HEADER]
    return header if any(header[_SALTS]) and header == twice[_HEADER:] else None
