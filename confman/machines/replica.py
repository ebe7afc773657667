"""Public pages are read from a replica of the database, as far as it has caught up; all else from the primary.

A page is rendered from the replica only if the edition of its conference there (confman.readers.editions) is the one
that the primary has: the bound on the lag is none, and whoever changed something sees it. No page waits for a replica:
one that is behind, or gone, is left alone.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

from confman.machines.metrics import count

logger = logging.getLogger(__name__)
REPLICA = "replica"
# Seconds for which a replica is left alone that did not answer.
PAUSE = 10

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
    found = REPLICA in connections.settings and _answers(has_caught_up)
    count("confman_replica_reads", REPLICA if found else DEFAULT_DB_ALIAS)
    token = _reads_replica.set(found)
    try:
        yield found
    finally:
        _reads_replica.reset(token)


def pause_replica() -> None:
    """Leave the replica alone for a while."""
    global _paused_until
    _paused_until = time.monotonic() + PAUSE


def _answers(has_caught_up: Callable[[str], bool]) -> bool:
    if time.monotonic() < _paused_until:
        return False
    try:
        return has_caught_up(REPLICA)
    except DatabaseError as error:
        logger.warning("The replica of the database does not answer: %s", error)
        pause_replica()
        return False
