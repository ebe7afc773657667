"""A list between its upload and its import: kept as a private file for a day, known by a UUID in the address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from confman.conferences.models import Conference

KEPT_FOR = dt.timedelta(days=1)
LISTS = "imports"
# Files of forms that have not been sent yet (registrations.questionnaire.web.held_files).
HELD = "held"


def _folder(conference: Conference) -> str:
    return f"{LISTS}/{conference.pk}"


def store_upload(conference: Conference, content: bytes) -> UUID:
    """Keep a file, and throw away those that nobody imported in time."""
    expire(_folder(conference))
    key = uuid4()
    default_storage.save(f"{_folder(conference)}/{key}", ContentFile(content))
    return key


def kept_list(conference: Conference, key: UUID) -> bytes | None:
    """The file, or None where it is gone."""
    name = f"{_folder(conference)}/{key}"
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content


def forget_list(conference: Conference, key: UUID) -> None:
    """The list was imported, or given up."""
    default_storage.delete(f"{_folder(conference)}/{key}")


def forget_lists(conference: Conference) -> None:
    """Someone was erased: what waits to be imported may have the name in it."""
    # Here, for models name this module, and with it comes all that makes documents.
    from confman.documents.domain.keeping import delete_folder

    transaction.on_commit(lambda: delete_folder(_folder(conference)))


def expire_all() -> None:
    """Throw away what is over a day old, though nobody brings another."""
    expire(HELD)
    if default_storage.exists(LISTS):
        for name in default_storage.listdir(LISTS)[0]:
            expire(f"{LISTS}/{name}")


def expire(folder: str) -> None:
    """Throw away what has lain in a folder of private files for longer than a day."""
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        path = f"{folder}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT_FOR:
            default_storage.delete(path)
