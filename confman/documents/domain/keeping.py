"""The documents that the public downloads: made once for what they say, and kept until that changes."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from confman.conferences.models import Conference
from confman.documents.domain.building import (
    RenderedDocument,
    build_data,
    check_request,
    custom_template,
    render,
)
from confman.documents.plain import fingerprint
from confman.documents.registry import FORMATS

logger = logging.getLogger(__name__)


def _folder(app: str, conference: Conference) -> str:
    return f"{app}/{conference.pk}"


def kept_document(
    kind: str,
    conference: Conference,
    *,
    language: str,
    format: str,
    options: Mapping[str, Any] | None = None,
) -> RenderedDocument:
    """The document as a file. Drawn only where none is kept that says exactly the same. Raises Refused."""
    found = check_request(kind, conference, language=language, format=format)
    data = build_data(found, conference, language=language, options=options)
    custom = custom_template(found, conference, language) if format == "docx" else None
    mark = fingerprint([kind, data, custom, language])
    name = f"{_folder(found.app, conference)}/{mark}.{FORMATS[format].extension}"
    content = _read(name)
    if content is None:
        content = render(found, data, format=format, language=language, custom=custom)
        default_storage.save(name, ContentFile(content))
        # While it was drawn, someone may have been hidden, and the purge have come before the file.
        now = build_data(found, conference, language=language, options=options)
        if fingerprint([kind, now, custom, language]) != mark:
            default_storage.delete(name)
    return RenderedDocument(
        content, found.file_name(conference, language, format), FORMATS[format].content_type
    )


def _read(name: str) -> bytes | None:
    """A file that is kept, or None. No row names it: what is read lives on, what nobody reads for a day is swept."""
    try:
        os.utime(default_storage.path(name))
        with default_storage.open(name, "rb") as source:
            content: bytes = source.read()
            return content
    except FileNotFoundError:
        return None


def purge_kept(app: str, conference: Conference) -> None:
    """Throw an app's kept files of a conference away: a consent was changed, someone was erased, it was published.

    When the transaction commits: until then, whoever asks is told what was, and would have it kept anew.
    """
    transaction.on_commit(lambda: delete_folder(_folder(app, conference)))


def delete_folder(folder: str) -> None:
    """Delete the files of a folder of the private storage."""
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        try:
            default_storage.delete(f"{folder}/{name}")
        except OSError:
            logger.exception("A kept file could not be deleted: %s/%s", folder, name)
