"""Jobs of the worker."""

from __future__ import annotations

import logging

from agenda.programme.documents.cached_files import KIND
from confman.conferences.models import Conference
from confman.documents.domain.keeping import have_kept

logger = logging.getLogger(__name__)
FORMATS = ("pdf", "docx")


def prepare_documents(conference: Conference) -> None:
    """Have the documents that the public downloads drawn, one task for each, so that nobody waits for them.

    The tasks are written in the caller's transaction, so that neither is there without the other.
    """
    for language in conference.languages:
        for format in FORMATS:
            have_kept(KIND, conference, language=language, format=format)


def run_schedule_upload(key: str, language: str) -> None:
    """Preview or import a large schedule that a user brought. Harmless when it comes twice."""
    from agenda.imports.exchange.uploads import run_upload

    run_upload(key, language)


def expire_schedule_uploads() -> None:
    """Throw away the schedules that nobody decided about."""
    from agenda.imports.exchange.uploads import expire_uploads

    expire_uploads()


def expire_editing_steps() -> None:
    """Forget what was taken back long ago and not done again."""
    from agenda.history.domain.undo import expire_steps

    expire_steps()
