"""The attachments of a mailing: files that are kept with its words, and go along when its mails leave."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from confman.accounts.models import User, Visitor
from confman.conferences.models import Conference
from confman.documents.domain.access import may_have
from confman.documents.models import DocumentJob
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.registry import BuiltAttachment
from confman.mailings.domain.mailings import detach_from_mails, lock_unsent, reset_approval
from confman.mailings.keys import SOURCE
from confman.mailings.models import Mailing, MailingFile
from confman.translation.languages import language_name
from confman.web.database.changes import add_row, delete_row
from confman.web.errors import Refused
from confman.web.status import WorkStatus
from confman.web.uploads.fields import DOCUMENT_KINDS, MEGABYTE

# Many mail servers refuse mails of more than ten megabytes, of which a third goes into their encoding.
LARGEST_MAIL = 7 * MEGABYTE


@transaction.atomic
def attach_file(
    mailing: Mailing, *, by: User, name: str, content_type: str, content: bytes, language: str = ""
) -> MailingFile:
    """Attach a file to the mails in a language, or to all; the mailing has to be looked at again.

    Raises Refused once sending has begun, and if the attachments of a mail become too large.
    """
    locked = lock_unsent(mailing)
    row = MailingFile(
        mailing=locked, name=name, language=language, content_type=content_type, size=len(content)
    )
    _require_room(locked, row)
    row.file = ContentFile(content, name=f"{row.pk}{PurePath(name).suffix}")
    reset_approval(locked)
    return add_row(row, "mailings.file_attached", by=by, label=name)


def attach_document(mailing: Mailing, job: DocumentJob, *, by: User, language: str = "") -> MailingFile:
    """Attach a document that was made, as it is now. Raises Refused if it is no longer kept, and as `attach_file`."""
    if job.conference_id != mailing.conference_id or not may_have(by, job) or not job.is_ready:
        raise Refused(_("This document is no longer kept. Make it again, or choose another."))
    try:
        with job.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Refused(_("This document is no longer kept. Make it again, or choose another.")) from error
    name = PurePath(job.file.name or "").name
    kind = DOCUMENT_KINDS.get(job.format)
    return attach_file(
        mailing,
        by=by,
        name=name,
        content_type=kind.content_type if kind else "",
        content=content,
        language=language,
    )


@transaction.atomic
def detach_file(row: MailingFile, *, by: User) -> None:
    """Take an attachment away, also from mails to try the mailing that have not left; it has to be looked at again.

    Raises Refused once sending has begun.
    """
    locked = lock_unsent(row.mailing)
    reset_approval(locked)
    detach_from_mails([row])
    delete_row(row, "mailings.file_detached", by=by, label=row.name)


def documents_to_attach(conference: Conference, user: Visitor) -> list[DocumentJob]:
    """Return the documents that were made and are still kept, those that this user may have, without sensitive ones."""
    jobs = DocumentJob.objects.of(conference).made().filter(status=WorkStatus.DONE).exclude(file="")
    return [
        job
        for job in jobs.select_related("conference").order_by("-created_at", "id")[:100]
        if (kind := job.document_kind) and not kind.sensitive and may_have(user, job)
    ]


def attachments_in(files: Iterable[MailingFile], language: str) -> list[GeneratedAttachment]:
    """Return the attachments of a mail in this language; the file is read when the mail leaves."""
    return [
        GeneratedAttachment(SOURCE, row.name, {"file": str(row.pk)})
        for row in files
        if row.is_attached_in(language)
    ]


def build_attachment(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Return the file that is attached. Raises Refused if it is gone."""
    row = MailingFile.objects.filter(mailing__conference=conference, pk=UUID(arguments["file"])).first()
    if row is None:
        raise Refused(_("The attachment of the mailing is gone."))
    with row.file.open("rb") as file:
        return BuiltAttachment(row.name, row.content_type or "application/octet-stream", file.read())


def _require_room(mailing: Mailing, added: MailingFile) -> None:
    files = [*mailing.files.all(), added]
    for language in mailing.conference.languages:
        size = sum(row.size for row in files if row.is_attached_in(language))
        if size > LARGEST_MAIL:
            raise Refused(
                _(
                    "With this file, a mail in %(language)s would carry %(size)s; at most %(limit)s fit. "
                    "Take another file away, or give a link instead."
                )
                % {
                    "language": language_name(language),
                    "size": filesizeformat(size),
                    "limit": filesizeformat(LARGEST_MAIL),
                }
            )
