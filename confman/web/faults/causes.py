"""Distinguish failures beneath confman from its own faults: database gone or locked, disk full, files out of reach."""

import enum
import errno
import shutil
import sqlite3
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from confman.machines.files import FilesUnreachable


class FaultCause(enum.Enum):
    """The part beneath confman that failed."""

    DATABASE = "it is gone, or something holds it for too long"
    DISK = "there is no room"
    BUSY = "too many requests wait"
    FILES = "the store of files is gone, or refuses"
    UNPREPARED = "it has no tables yet"


# A job that one of these ended is handed out again by the queue.
PASSING = frozenset({FaultCause.DATABASE, FaultCause.FILES})


NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# PostgreSQL, appendix A: connection exceptions, insufficient resources, operator intervention (including statement
# timeouts), system errors; and lock timeouts.
_GONE_CLASSES = ("08", "53", "57", "58")
_GONE_STATES = frozenset({"55P03"})
_DISK_FULL = "53100"
_NO_TABLE, _SQLITE_NO_TABLE = "42P01", "no such table"
_SQLITE_GONE = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
})  # fmt: skip


def has_room() -> bool:
    """Tell whether anything can be written to the disk of the data folder."""
    return shutil.disk_usage(settings.DATA_DIR).free > 1024 * 1024


def fault_of(error: BaseException | None) -> FaultCause | None:
    """Return the part beneath confman that failed, or None for a fault of confman itself."""
    for part in _with_causes(error):
        if isinstance(part, OSError) and part.errno in NO_ROOM:
            return FaultCause.DISK
        if isinstance(part, FilesUnreachable):
            return FaultCause.FILES
        if isinstance(part, DatabaseError | InterfaceError) and (fault := _database_fault(part)):
            return fault
    return None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    ids: set[int] = set()
    while error is not None and id(error) not in ids:
        ids.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _database_fault(error: BaseException) -> FaultCause | None:
    driver: Any = error.__cause__
    if isinstance(driver, sqlite3.Error):
        code = getattr(driver, "sqlite_errorcode", 0) & 0xFF  # without details
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and not has_room()):
            return FaultCause.DISK
        if str(driver).startswith(_SQLITE_NO_TABLE):
            return FaultCause.UNPREPARED
        return FaultCause.DATABASE if code in _SQLITE_GONE else None
    state = getattr(driver, "sqlstate", None)
    if state == _DISK_FULL:
        return FaultCause.DISK
    if state == _NO_TABLE:
        return FaultCause.UNPREPARED
    if state is None:
        # The driver itself reports it: no connection, or a broken one.
        return FaultCause.DATABASE if isinstance(error, OperationalError | InterfaceError) else None
    return FaultCause.DATABASE if state.startswith(_GONE_CLASSES) or state in _GONE_STATES else None
