"""PostgreSQL: whether a connection is still good is seen in this machine, not asked of the server with each request.

A server that ends a connection says so, and whatever it says lies there to be read before the next question. Where
nothing lies, Django's question would find nothing that the request's first statement does not find as well.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend for DATABASES."""

    def is_usable(self) -> bool:
        """Tell whether the connection is good: where the server has sent something unasked, by asking it."""
        if self.connection is None or self.connection.closed:
            return False
        arrived = select.poll()
        arrived.register(self.connection.fileno(), select.POLLIN)
        return not arrived.poll(0) or bool(super().is_usable())
