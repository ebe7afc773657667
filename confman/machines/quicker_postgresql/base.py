"""PostgreSQL: whether a connection is still good is seen in this machine, not asked of the server with each request.

A server that ends a connection says so, and whatever it says lies there to be read before the next question. Where
nothing lies, Django's question would find nothing that the request's first statement does not find as well.
"""

import select
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import ClientCursor, DataError
from psycopg.pq import TransactionStatus


class _Operations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        # A log shows values, too, of a statement that is sent without them (confman.machines.prepared_statements).
        if isinstance(cursor, ClientCursor):
            return super().last_executed_query(cursor, sql, params)
        try:
            return self.compose_sql(sql, params)
        except DataError:
            return None


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend for DATABASES."""

    ops_class = _Operations

    def is_usable(self) -> bool:
        """Tell whether the connection is good: by asking, where something was sent unasked or is not yet finished."""
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            return bool(super().is_usable())
        arrived = select.poll()
        arrived.register(self.connection.fileno(), select.POLLIN)
        return not arrived.poll(0) or bool(super().is_usable())
