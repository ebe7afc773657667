"""The cursor of statements that PostgreSQL plans once for each connection (confman.machines.prepared_statements)."""

from functools import lru_cache
from typing import Any

from psycopg import Cursor
from psycopg._queries import PostgresQuery, _query2pg_nocache
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus

_translated = lru_cache(1000)(_query2pg_nocache)


class _PlannedQuery(PostgresQuery):
    """A query whose placeholders are translated once, however long it is: psycopg does so up to 4,096 bytes."""

    __slots__ = ()

    def convert(self, query: Any, vars: Any) -> None:
        if vars is None:
            super().convert(query, vars)
            return
        self.query, self._want_formats, self._order, self._parts = _translated(
            self._ensure_bytes(query), self._tx.encoding
        )
        self.dump(vars)


class PlannedCursor(Cursor[Any]):
    """A cursor that outlives a migration beside it.

    A statement names its columns, so a plan goes on with a column that is added, or replaced by another. Of one whose
    type is changed, even to a longer text, PostgreSQL refuses to tell ("cached plan must not change result type").
    """

    _query_cls = _PlannedQuery
    threshold: int | None = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement; where its plan is refused forget all plans, and have it planned anew."""
        before = self.connection.prepare_threshold
        # While it is set psycopg forgets all plans at each rollback.
        self.connection.prepare_threshold = self.threshold or before
        try:
            return super().execute(query, params, **options)
        except FeatureNotSupported:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                # Nothing can be asked again in a transaction that failed. Its end makes psycopg forget all plans.
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, **options)
        finally:
            self.connection.prepare_threshold = before
