"""Public pages are read from a replica of the database, as far as it has caught up; all else from the primary.

A page is rendered from the replica only if the edition of its conference there (confman.readers.editions) is the one
that the primary has: whoever changed something sees it. Some acts raise no edition, since readers see nothing of them
at once; so a replica that is behind by more than CONFMAN_REPLICA_LAG is not read, whatever its edition. No page waits
for a replica: one that is gone, or far behind, is left alone for a while, and then asked by one page first.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Timer
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

from confman.machines.metrics import count

logger = logging.getLogger(__name__)
REPLICA = "replica"
# Seconds for which a replica is left alone that did not answer, or was too far behind.
PAUSE = 10
# Seconds in which a page has been read there; the primary makes it otherwise.
PATIENCE = 3
# Nothing, if it has replayed all that came and is still being sent to; else since when it knows nothing new.
_SECONDS_BEHIND = """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN 0
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
        ELSE COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 'Infinity')
    END
"""

_reads_replica: ContextVar[bool] = ContextVar("reads_replica", default=False)
_paused_until = 0.0


class PublicReadsRouter:
    """Reads go to the replica within `reads_from_replica`; writes never do."""

    def db_for_read(self, _model: type[models.Model], **_hints: Any) -> str:
        """Return the replica where it serves the reads."""
        return REPLICA if _reads_replica.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, _model: type[models.Model], **_hints: Any) -> str:
        """Return the primary, also for a row that was read from the replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: models.Model, _other: models.Model, **_hints: Any) -> bool:
        """Allow any: both hold the same rows."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """Allow the primary alone; the replica follows."""
        return db != REPLICA


@contextmanager
def reads_from_replica(has_caught_up: Callable[[str], bool]) -> Iterator[bool]:
    """Read from the replica if there is one and, asked by its alias, it `has_caught_up`; yield whether it is so."""
    with ended_after(PATIENCE):
        is_fresh = REPLICA in connections.settings and _answers(has_caught_up)
        count("confman_replica_reads", REPLICA if is_fresh else DEFAULT_DB_ALIAS)
        token = _reads_replica.set(is_fresh)
        try:
            yield is_fresh
        finally:
            _reads_replica.reset(token)


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End this thread's connection to the replica if it is still used after so many seconds.

    A server that hangs, as on a disk that does, says nothing, while its machine keeps the connection open.
    """
    if REPLICA not in connections.settings or connections[REPLICA].vendor != "postgresql":
        yield
        return
    timer = Timer(seconds, _hang_up, [connections[REPLICA]])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(replica: Any) -> None:
    """Make whoever waits for an answer get an error."""
    with suppress(DatabaseError, OSError), replica.wrap_database_errors:
        if replica.connection is not None:
            socket.socket(fileno=os.dup(replica.connection.fileno())).shutdown(socket.SHUT_RDWR)


def pause_replica() -> None:
    """Leave the replica alone for a while."""
    global _paused_until
    _paused_until = time.monotonic() + PAUSE


def seconds_behind(alias: str) -> float:
    """Return for how long a replica has heard nothing new although there may be; 0 where it follows."""
    if connections[alias].vendor != "postgresql":
        return 0
    with connections[alias].cursor() as cursor:
        cursor.execute(_SECONDS_BEHIND)
        return float(cursor.fetchone()[0])


def _answers(has_caught_up: Callable[[str], bool]) -> bool:
    global _paused_until
    if time.monotonic() < _paused_until:
        return False
    if _paused_until:
        # One page asks; meanwhile the others go on to the primary.
        pause_replica()
    try:
        behind = seconds_behind(REPLICA)
        is_fresh = behind <= settings.CONFMAN_REPLICA_LAG and has_caught_up(REPLICA)
    except DatabaseError as error:
        logger.warning("The replica of the database does not answer: %s", error)
        pause_replica()
        return False
    if behind > settings.CONFMAN_REPLICA_LAG:
        logger.warning("The replica of the database is behind by %.0f seconds, and is not read.", behind)
        pause_replica()
        return False
    _paused_until = 0.0
    return is_fresh
