"""The worker's jobs for documents."""

from typing import Any


def run_document_job(job_id: str) -> None:
    """Make the document of a job, or its next parts; safe to repeat."""
    from confman.documents.domain.jobs import run_document_job as run

    run(job_id)


def keep_document(kind: str, conference_id: str, language: str, format: str, options: dict[str, Any]) -> None:
    """Draw and store a document if the conference still has the language; safe to repeat."""
    from confman.conferences.models import Conference
    from confman.documents.domain.cached_documents import keep_document as keep

    conference = Conference.objects.filter(pk=conference_id).first()
    if conference is not None and language in conference.languages:
        keep(kind, conference, language=language, format=format, options=options)


def expire_documents() -> None:
    """Delete expired files; runs once a day."""
    from confman.documents.domain.purge import expire_documents as expire

    expire()
