"""The agenda as the public downloads it."""

from __future__ import annotations

from confman.conferences.models import Conference
from confman.documents.domain import RenderedDocument, keeping

KIND = "agenda.agenda"


def kept_document(conference: Conference, *, language: str, format: str) -> RenderedDocument:
    """The agenda as a file. Drawn only where none is kept that says exactly the same. Raises Refused."""
    return keeping.kept_document(KIND, conference, language=language, format=format)


def purge_kept(conference: Conference) -> None:
    """Throw the kept files of a conference away: a consent was changed, someone was erased, it was published."""
    keeping.purge_kept("agenda", conference)
