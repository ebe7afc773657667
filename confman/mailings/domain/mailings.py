"""Verbs on mailings and their attachments, before they are sent. What is changed has to be looked at again.

Attached files are kept with a mailing's words, and go along when its mails leave.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.access import may_have
from confman.documents.models import DocumentJob
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.domain.renderer import check_placeholders
from confman.mail.models import MessageAttachment
from confman.mail.registry import BuiltAttachment
from confman.mailings.domain.letters import require_words
from confman.mailings.domain.recipients import plan_recipients
from confman.mailings.keys import SOURCE
from confman.mailings.models import Mailing, MailingFile, MailingStatus
from confman.mailings.registries import audiences
from confman.translation.languages import language_name
from confman.translation.text import TranslatedText
from confman.web.database.bulk import BulkInserts
from confman.web.database.changes import add_row, apply_changes, delete_file_on_commit, delete_row
from confman.web.errors import Refused
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkStatus
from confman.web.uploads.fields import DOCUMENT_KINDS, MEGABYTE


def add_mailing(
    conference: Conference, *, by: User, name: str, audience: str, options: Mapping[str, Any] | None = None
) -> Mailing:
    """Begin a mailing to an audience. Raises Refused without its permission, ValidationError."""
    recheck_permission(by, audiences.get(audience).permission, conference)
    mailing = Mailing(conference=conference, name=name, audience=audience, options=dict(options or {}))
    return add_row(mailing, "mailings.added", by=by)


@transaction.atomic
def change_mailing(mailing: Mailing, *, by: User, **changes: Any) -> Mailing:
    """Change whom a mailing goes to and what it says; it has to be looked at again.

    Raises Refused for an unknown placeholder, and once sending has begun; ValidationError.
    """
    locked = lock_unsent(mailing)
    texts = [changes.get(name) or TranslatedText() for name in ("subject", "body")]
    check_placeholders(
        audiences.get(locked.audience).mail_kind, *(t for text in texts for t in text.values())
    )
    changed = apply_changes(locked, changes)
    if changed:
        reset_approval(locked)
        record_audit("mailings.changed", by=by, target=locked, details={"fields": changed})
    return locked


def reset_approval(mailing: Mailing) -> None:
    """Make the locked mailing one that has to be looked at again."""
    mailing.recipients.all().delete()
    mailing.status = MailingStatus.DRAFT
    mailing.approved_at = mailing.approved_by = mailing.send_at = None
    mailing.revision += 1
    mailing.save(update_fields=["status", "approved_at", "approved_by", "send_at", "revision"])


def detach_from_mails(files: Iterable[MailingFile]) -> None:
    """Take these attachments from mails by which someone tries the mailing, so that they leave without them."""
    keys = [str(row.pk) for row in files]
    MessageAttachment.objects.filter(source=SOURCE, arguments__file__in=keys).delete()


@transaction.atomic
def delete_mailing(mailing: Mailing, *, by: User) -> None:
    """Delete a mailing that was not sent. Raises Refused for another."""
    locked = lock_mailing(mailing)
    if locked.has_begun:
        raise Refused(_("Sending has begun, so this mailing is kept as a record of who received what."))
    files = list(locked.files.all())
    detach_from_mails(files)
    for row in files:
        delete_file_on_commit(row.file)
    delete_row(locked, "mailings.deleted", by=by)


def approve_mailing(mailing: Mailing, *, revision: int, people: int, by: User) -> Mailing:
    """Say that the finished mails are right, and keep whom they go to. Nothing is sent yet.

    `revision` is that of the mails that were looked at, `people` their number. Raises Refused if the mailing or the
    number has changed since, if some language has no text, if it goes to nobody, and while it is scheduled.
    """
    # Other writers need not wait while ten thousand are found: a change meanwhile is another revision.
    stored = Mailing.objects.select_related("conference").get(pk=mailing.pk)
    plan = plan_recipients(stored)
    rows, number = BulkInserts(), len(plan.sent_to)
    rows.add(plan.rows())
    with transaction.atomic():
        locked = lock_unsent(mailing)
        if locked.status == MailingStatus.SCHEDULED:
            raise Refused(_("This mailing is scheduled. Cancel the set time before you approve it again."))
        if {stored.revision, locked.revision} != {revision}:
            raise Refused(_("The mailing was changed meanwhile. Review the mails again."))
        require_words(locked)
        if not number:
            raise Refused(_("This mailing has no recipients. Choose other people in the first step."))
        if number != people:
            raise Refused(
                _(
                    "The recipients have changed since you looked: there are %(number)d now. Review the mails again."
                )
                % {"number": number}
            )
        locked.recipients.all().delete()
        rows.run()
        locked.status, locked.approved_at, locked.approved_by = MailingStatus.READY, timezone.now(), by
        locked.send_at = None
        locked.save(update_fields=["status", "approved_at", "approved_by", "send_at"])
        record_audit("mailings.approved", by=by, target=locked, details={"people": number})
    return locked


def lock_mailing(mailing: Mailing) -> Mailing:
    """Return the stored mailing, locked for this transaction."""
    return Mailing.objects.select_for_update(of=("self",)).select_related("conference").get(pk=mailing.pk)


def lock_unsent(mailing: Mailing) -> Mailing:
    """Return the stored mailing, locked for this transaction. Raises Refused once sending has begun."""
    locked = lock_mailing(mailing)
    if locked.has_begun:
        raise Refused(_("Sending has begun, so this mailing can no longer be changed."))
    return locked


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
