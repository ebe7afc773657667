"""What the worker does."""

from __future__ import annotations


def run_document_job(job_id: str) -> None:
    """Make the document of a job, or its next parts; harmless when it comes twice."""
    from confman.documents.domain.jobs import run_document_job as run

    run(job_id)


def expire_documents() -> None:
    """Delete the files whose time is over; once a day."""
    from confman.documents.domain.purging import expire_documents as expire

    expire()
