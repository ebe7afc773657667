"""The download of a finished document, and what the history keeps of it."""

from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.documents.models import DocumentJob
from confman.web.errors import Refused


class NoLongerKept(Refused):
    """The file is gone, or was never made."""


def hand_out(job: DocumentJob, *, by: User) -> File:
    """Open the file of a finished job; of a confidential kind the history says who had it, and for what.

    The caller has checked the permission. Raises NoLongerKept.
    """
    gone = NoLongerKept(_("This file is no longer kept. Ask for the document again."))
    if not job.is_kept:
        raise gone
    try:
        source: File = job.file.open("rb")
    except FileNotFoundError as error:
        raise gone from error
    kind = job.document_kind
    if kind.sensitive:
        with transaction.atomic():
            if kind.on_handed_out:
                kind.on_handed_out(job, by=by)
            record_audit(
                "documents.downloaded",
                by=by,
                conference=job.conference,
                target=job,
                label=job.kind,
                details=facts_of_download(job),
            )
    return source


def facts_of_download(job: DocumentJob) -> dict[str, Any]:
    """Return a download's details for the history: kind, format, language, and recipient and purpose if required."""
    named = {name: job.options[name] for name in ("recipient", "purpose") if job.options.get(name)}
    return {"kind": job.kind, "format": job.format, "language": job.language, **named}
