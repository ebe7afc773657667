"""PostgreSQL with a pool of connections: while the database is gone one thread waits for it, and the others say so.

Django's pool lets each thread wait until its time is over. So in an outage all threads of a process would wait, those
that answer health checks too, and the answer that the database is gone would come late.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import psycopg

from confman.machines.quicker_postgresql import base


class _Outage:
    """State of a database for the threads of a process: its absence, and the thread that tries it again."""

    def __init__(self) -> None:
        self.is_known = False
        self.asking = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend for DATABASES; without a pool it is Django's own."""

    # By alias, as Django keeps the pools.
    _outages: defaultdict[str, _Outage] = defaultdict(_Outage)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection. Raises OperationalError at once if another thread waits for a database that is gone."""
        if self.pool is None:
            return super().get_new_connection(conn_params)
        with self._single_probe(self._outages[self.alias]):
            return super().get_new_connection(conn_params)

    @contextmanager
    def _single_probe(self, outage: _Outage) -> Iterator[None]:
        was_known, faults = outage.is_known, self._faults()
        if was_known and not outage.asking.acquire(blocking=False):
            raise psycopg.OperationalError("The database is gone; another request is asking for it.")
        try:
            yield
        except psycopg.OperationalError:
            # Else all connections were merely in use.
            outage.is_known = outage.is_known or self._faults() > faults
            raise
        else:
            outage.is_known = False
        finally:
            if was_known:
                outage.asking.release()

    def _faults(self) -> int:
        """Return how many attempts to connect have failed."""
        return int(self.pool.get_stats().get("connections_errors", 0))
