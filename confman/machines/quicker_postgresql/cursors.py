"""The cursor of statements that PostgreSQL plans once for each connection (confman.machines.prepared_statements)."""

from typing import Any

from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


class PlannedCursor(Cursor[Any]):
    """A cursor that outlives a migration beside it.

    A statement names its columns, so a plan goes on with a column that is added, or replaced by another. Of one whose
    type is changed, even to a longer text, PostgreSQL refuses to tell ("cached plan must not change result type").
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement; where its plan is refused forget all plans, and have it planned anew."""
        try:
            return super().execute(query, params, **options)
        except FeatureNotSupported:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                # Nothing can be asked again in a transaction that failed. Its end makes psycopg forget all plans.
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, **options)
