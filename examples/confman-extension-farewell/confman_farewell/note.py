"""The document: from the record to a dataclass of finished values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta


@dataclass(frozen=True)
class Note:
    meta: DocumentMeta
    sessions: int


def build_note(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Note:
    """Return the note."""
    return Note(
        meta=document_meta(conference, language=language, title="Farewell note"),
        sessions=Session.objects.filter(conference=conference).count(),
    )
