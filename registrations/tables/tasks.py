"""What the worker does with uploaded tables."""

from registrations.tables.exchange.stored_uploads import expire_all
from registrations.tables.exchange.uploads import expire_uploads


def expire_files_task() -> None:
    """Throw away lists and files of forms that wait for longer than a day."""
    expire_uploads()
    expire_all()
