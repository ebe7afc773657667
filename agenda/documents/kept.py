"""The documents that the public downloads: made once for what they say, and kept until that changes."""

from __future__ import annotations

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from confman.conferences.models import Conference
from confman.documents.domain import RenderedDocument
from confman.documents.domain.building import build_data, check_request, custom_template, render
from confman.documents.plain import fingerprint
from confman.documents.registry import FORMATS

KIND = "agenda.agenda"
logger = logging.getLogger(__name__)


def _folder(conference: Conference) -> str:
    return f"agenda/{conference.pk}"


def kept_document(conference: Conference, *, language: str, format: str) -> RenderedDocument:
    """The agenda as a file. Drawn only where none is kept that says exactly the same. Raises Refused."""
    kind = check_request(KIND, conference, language=language, format=format)
    data = build_data(kind, conference, language=language)
    custom = custom_template(kind, conference, language) if format == "docx" else None
    name = f"{_folder(conference)}/{fingerprint([data, custom, language])}.{FORMATS[format].extension}"
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as source:
            content = source.read()
    else:
        content = render(kind, data, format=format, language=language, custom=custom)
        default_storage.save(name, ContentFile(content))
    return RenderedDocument(
        content, kind.file_name(conference, language, format), FORMATS[format].content_type
    )


def purge_kept(conference: Conference) -> None:
    """Throw the kept files of a conference away: a consent was changed, someone was erased, it was published."""
    folder = _folder(conference)
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        try:
            default_storage.delete(f"{folder}/{name}")
        except OSError:
            logger.exception("A kept agenda could not be deleted: %s/%s", folder, name)
