"""Jobs of the worker."""

from __future__ import annotations

import logging

from django_q.tasks import async_task

from confman.conferences.models import Conference

logger = logging.getLogger(__name__)
FORMATS = ("pdf", "docx")


def prepare_documents(conference: Conference) -> None:
    """Have the documents that the public downloads drawn, one task for each, so that nobody waits for them.

    The tasks are written in the caller's transaction, so that neither is there without the other.
    """
    for language in conference.languages:
        for format in FORMATS:
            async_task("agenda.tasks.prepare_document", str(conference.pk), language, format, group="agenda")


def prepare_document(conference_id: str, language: str, format: str) -> None:
    """Draw one document and keep it. May come twice: the second finds it kept."""
    from agenda.documents.kept import kept_document

    conference = Conference.objects.filter(pk=conference_id).first()
    if conference is not None and language in conference.languages:
        kept_document(conference, language=language, format=format)


def run_schedule_upload(key: str, language: str) -> None:
    """Preview or import a large schedule that a user brought. Harmless when it comes twice."""
    from agenda.exchange.uploads import run_upload

    run_upload(key, language)


def expire_schedule_uploads() -> None:
    """Throw away the schedules that nobody decided about."""
    from agenda.exchange.uploads import expire_uploads

    expire_uploads()


def expire_editing_steps() -> None:
    """Forget what was taken back long ago and not done again."""
    from agenda.domain.steps import expire_steps

    expire_steps()
