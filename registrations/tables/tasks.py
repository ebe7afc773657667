"""Tasks of the worker on uploaded tables."""

from confman.web.uploads.imports import expire_uploads
from registrations.tables.exchange.stored_uploads import expire_all
from registrations.tables.models import ListUpload


def expire_files_task() -> None:
    """Delete lists and files of forms that have waited for more than a day."""
    expire_uploads(ListUpload)
    expire_all()
