"""A list between its upload and its import: kept as a private file for a day, identified by a UUID in the address."""

from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from confman.conferences.models import Conference
from confman.machines.files import listed
from confman.web.uploads.imports import expire_files, expire_uploads
from registrations.spreadsheets.models import LISTS, ListUpload

# The folder of files of forms not sent yet (registrations.questionnaire.web.stored_files), called as in 0.3.
KEPT = "held"


def _folder(conference: Conference) -> str:
    return f"{LISTS}/{conference.pk}"


def store_upload(conference: Conference, content: bytes) -> UUID:
    """Keep a file, and delete those that nobody imported in time."""
    expire_files(_folder(conference))
    key = uuid4()
    default_storage.save(f"{_folder(conference)}/{key}", ContentFile(content))
    return key


def stored_upload(conference: Conference, key: UUID) -> bytes | None:
    """Return the file, or None if it is gone."""
    name = f"{_folder(conference)}/{key}"
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return file.read()


def delete_pending_lists(conference: Conference) -> None:
    """Delete the lists waiting for import after someone was erased: they may contain the name."""
    # Imported here, because models import this module, and it brings everything that makes documents.
    from confman.documents.domain.builder import delete_folder

    transaction.on_commit(lambda: delete_folder(_folder(conference)))


def expire_all() -> None:
    """Delete lists and files of forms that have waited for over a day, even if nobody uploads another."""
    expire_uploads(ListUpload)
    expire_files(KEPT)
    for name in listed(LISTS)[0]:
        expire_files(f"{LISTS}/{name}")
