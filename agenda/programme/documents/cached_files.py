"""The agenda as the public downloads it: files that are kept, drawn beforehand, and thrown away."""

from agenda.programme.keys import AGENDA
from agenda.releases.models import AgendaRelease
from confman.conferences.models import Conference
from confman.documents.domain.builder import (
    RenderedDocument,
    cached_document,
    purge_cached_documents,
    request_cached_document,
)

FORMATS = ("pdf", "docx")


def cached_agenda(conference: Conference, *, language: str, format: str) -> RenderedDocument:
    """Return the agenda as a file, drawn only where none with exactly the same content is kept. Raises Refused."""
    return cached_document(AGENDA, conference, language=language, format=format)


def purge_cached_files(conference: Conference) -> None:
    """Delete the kept files of a conference: a consent was changed, someone was erased, it was published."""
    purge_cached_documents("agenda", conference)


def render_again(release: AgendaRelease) -> None:
    """Delete the files of the release before, and have those of the new one drawn, so that nobody waits for them.

    The tasks, one for each, are written in the caller's transaction, so that both are committed or neither.
    """
    purge_cached_files(release.conference)
    for language in release.conference.languages:
        for format in FORMATS:
            request_cached_document(AGENDA, release.conference, language=language, format=format)
