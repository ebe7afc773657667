"""Keeps a file between its upload and the sending of its form, so that an error elsewhere does not lose it.

It is in a private folder for a day, identified by a signed word in the form: the form can send it, nobody can
view it.
"""

from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from confman.web.uploads.imports import RETENTION, expire_files
from registrations.questionnaire.domain.answer_writer import SentFile
from registrations.spreadsheets.exchange.stored_uploads import KEPT

SALT = "confman.held-file"


def store_file(sent: SentFile, *, of: str) -> str:
    """Keep a file for the question it answers. Returns the word that identifies it."""
    expire_files(KEPT)
    extension = (sent.content.name or "").rpartition(".")[2]
    path = default_storage.save(f"{KEPT}/{uuid4().hex}.{extension}", sent.content)
    sent.content.seek(0)
    return signing.dumps({"path": path, "name": sent.name, "of": of}, salt=SALT)


def stored_file(word: str, *, of: str) -> SentFile | None:
    """Return the file; None if the word is invalid, for another question, or a day old."""
    if not word:
        return None
    try:
        details: dict[str, Any] = signing.loads(word, salt=SALT, max_age=RETENTION)
    except signing.BadSignature:
        return None
    if details["of"] != of or not default_storage.exists(details["path"]):
        return None
    with default_storage.open(details["path"]) as stream:
        content: File = ContentFile(stream.read(), name=details["path"].rpartition("/")[2])
    return SentFile(content, details["name"])


def drop_file(word: str) -> None:
    """Delete the kept file, once the form is saved."""
    try:
        default_storage.delete(signing.loads(word, salt=SALT)["path"])
    except signing.BadSignature:
        return
