"""Documents requested on a page are made by the worker, in parts, and kept for a while.

Files that have expired, or whose content may no longer be read, are deleted.
"""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.models import Conference
from confman.documents.domain.builder import (
    build_data,
    check_request,
    custom_template,
    render,
    render_parts,
    split_data,
)
from confman.documents.domain.word_templates import use_word_template
from confman.documents.meta import DocumentData
from confman.documents.models import TRIED, DocumentJob, job_path
from confman.documents.plain_values import fingerprint
from confman.documents.registry import DocumentKind
from confman.documents.seals.writer import seal_of, with_seal
from confman.machines.files import delete_files, listed
from confman.machines.jobs import queue_job
from confman.translation.languages import reading_in
from confman.web.database.claims import current_claim, lapsed
from confman.web.errors import Refused
from confman.web.faults.causes import PASSING, FaultCause, fault_of
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkStatus

logger = logging.getLogger(__name__)

LIFETIME = dt.timedelta(days=14)
SENSITIVE_LIFETIME = dt.timedelta(days=1)
# Longer than the worker lets a task run (240 s). The task itself, if the queue hands it out again, need not wait.
CLAIM_LASTS = dt.timedelta(seconds=270)
# After this time a run hands the rest to the next one: tasks stay short.
SECONDS_A_RUN = 30
MAX_ATTEMPTS = 3
PART = ".part"
# A file this young with the same content is copied instead of drawn again.
REUSED_FOR = dt.timedelta(hours=1)


def request_document(
    kind: str | DocumentKind,
    conference: Conference,
    *,
    language: str,
    format: str,
    options: Mapping[str, Any] | None = None,
    by: User,
) -> DocumentJob:
    """Request a document; the worker starts when the transaction commits. The caller has checked the permission.

    Raises Refused for a language or format that does not exist.
    """
    kind = check_request(kind, conference, language=language, format=format)
    with transaction.atomic():
        job = DocumentJob.objects.create(
            conference=conference,
            kind=kind.key,
            format=format,
            language=language,
            options=dict(options or {}),
            requested_by=by,
            is_practice=conference.is_practice,
        )
        record_audit(
            "documents.requested",
            by=by,
            target=job,
            label=kind.key,
            details={"kind": kind.key, "format": format, "language": language},
        )
        enqueue(job)
    return job


def try_word_template(
    kind: str | DocumentKind, conference: Conference, *, language: str, content: bytes, by: User
) -> DocumentJob:
    """Have the worker fill a .docx with the conference's data, and use it from then on if that succeeds.

    It may take long, too long for a page. The result is the job's document. Raises Refused for a file that is not a
    .docx, is too large, or has macros.
    """
    from confman.documents.rendering.docx import check_template

    kind = check_request(kind, conference, language=language, format="docx")
    check_template(content)
    with transaction.atomic():
        job = DocumentJob.objects.create(
            conference=conference,
            kind=kind.key,
            format="docx",
            language=language,
            requested_by=by,
            is_practice=conference.is_practice,
        )
        job.options = {TRIED: default_storage.save(job_path(job, f"template{PART}"), ContentFile(content))}
        job.save(update_fields=["options"])
        enqueue(job)
    return job


def enqueue(job: DocumentJob) -> None:
    """Queue the task in the transaction of the job, so that neither exists without the other."""
    queue_job("confman.documents.domain.jobs.run_document_job", str(job.pk), group="documents")


# True once a document was asked for.
has_documents = ConferenceFact(lambda conference: Exists(DocumentJob.objects.filter(conference=conference)))


def run_document_job(job_id: str | uuid.UUID) -> None:
    """Make the document of a job, or as many of its parts as a run has time for, and hand on the rest.

    A job that is finished, or that another run works on, is left alone, so the task is safe to repeat. The work of a
    run that was killed continues where it stopped: its parts are stored under the hash of their content.
    """
    job = _claim(job_id)
    if job is None:
        return
    try:
        with reading_in(job.language):
            if job.attempts > MAX_ATTEMPTS:
                raise Refused(
                    _("It was begun several times and never finished. Choose less, or ask for it again.")
                )
            _work(job)
    except Refused as error:
        _finish(job, status=WorkStatus.FAILED, message=error.message[:500])
    except Exception as error:
        fault = fault_of(error)
        if fault in PASSING:
            raise  # The queue hands it out again when database and files are back.
        logger.exception("Document %s could not be made (job %s).", job.kind, job.pk)
        with reading_in(job.language):
            text = (
                _("There was no room for it: the server’s disk is full. Ask for it again when there is.")
                if fault is FaultCause.DISK
                else _("It could not be made because of a fault of ours, which has been written to the log.")
            )
        _finish(job, status=WorkStatus.FAILED, message=text)


def _claim(job_id: str | uuid.UUID) -> DocumentJob | None:
    claim = current_claim()
    waiting = Q(status=WorkStatus.QUEUED) | Q(lapsed(CLAIM_LASTS) | Q(claim=claim), status=WorkStatus.RUNNING)
    claimed = (
        DocumentJob.objects.filter(waiting, pk=job_id)
        .update(status=WorkStatus.RUNNING, claim=claim, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    )  # fmt: skip
    return (
        DocumentJob.objects.select_related("conference", "requested_by").get(pk=job_id) if claimed else None
    )


def _work(job: DocumentJob) -> None:
    if job.document_kind is None:
        raise Refused(_("The document no longer exists."))
    kind = check_request(job.document_kind, job.conference, language=job.language, format=job.format)
    recheck_permission(
        job.requested_by,
        "documents.change_word_templates" if job.tries_template else kind.permission,
        job.conference,
    )
    options = {name: value for name, value in job.options.items() if name != TRIED}
    data = build_data(
        kind, job.conference, language=job.language, format=job.format, options=options, by=job.requested_by
    )
    tried, custom = _tried_by(job), None
    if tried is None and job.format == "docx":
        custom = custom_template(kind, job.conference, job.language)
    seal = seal_of(kind, data, job.format)
    mark = fingerprint([data, tried or custom, *filter(None, [seal])])
    content = _made_before(job, mark) if tried is None else _try(tried, data, job.language, kind)
    if content is None:
        parts = split_data(kind, data, job.format)
        content = _made_in_parts(job, kind, parts) if len(parts) > 1 else render(
            kind, data, format=job.format, language=job.language, custom=custom
        )  # fmt: skip
        if content is not None:
            content = with_seal(kind, content, seal)
    if content is not None:
        _keep(job, kind, data, content, mark, tried=tried)


def _tried_by(job: DocumentJob) -> bytes | None:
    """Return the template that the job is to try. Raises Refused if it has expired."""
    if not job.tries_template:
        return None
    try:
        return _content_of(job.options[TRIED])
    except FileNotFoundError as error:
        raise Refused(_("This file is no longer kept. Choose it again.")) from error


def _made_before(job: DocumentJob, mark: str) -> bytes | None:
    """Return the file of an earlier job with exactly the same content, if it is recent enough."""
    before = DocumentJob.objects.of(job.conference).filter(
        kind=job.kind, format=job.format, language=job.language, fingerprint=mark, status=WorkStatus.DONE,
        finished_at__gte=timezone.now() - REUSED_FOR,
    ).first()  # fmt: skip
    if not before:
        return None
    try:
        with before.file.open("rb") as source:
            return source.read()
    except OSError:
        return None


def _made_in_parts(job: DocumentJob, kind: DocumentKind, parts: list[Any]) -> bytes | None:
    """Return the joined parts, or None after handing the rest to the next run."""
    names = [job_path(job, f"{fingerprint(part)}{PART}") for part in parts]
    begun = time.monotonic()
    open_numbers = [number for number, name in enumerate(names) if not default_storage.exists(name)]
    open_parts = [parts[number] for number in open_numbers]
    with closing(render_parts(kind, open_parts, format=job.format, language=job.language)) as contents:
        for done, (number, content) in enumerate(
            zip(open_numbers, contents, strict=True), len(parts) - len(open_numbers) + 1
        ):
            default_storage.save(names[number], ContentFile(content))
            claimed = DocumentJob.objects.filter(pk=job.pk, claim=job.claim)
            if not claimed.update(parts=len(parts), parts_done=done):
                return None
            if time.monotonic() - begun > SECONDS_A_RUN and done < len(parts):
                _requeue(job)
                return None
    from confman.documents.rendering.pdf import join_pdfs

    return join_pdfs(map(_content_of, names))


def _try(template: bytes, data: DocumentData, language: str, kind: DocumentKind) -> bytes:
    from confman.documents.rendering.docx import try_docx

    return try_docx(template, data, language=language, page=kind.html_template)


def _content_of(name: str) -> bytes:
    with default_storage.open(name) as source:
        return source.read()


@transaction.atomic
def _requeue(job: DocumentJob) -> None:
    # Not a failed attempt: this run used the time it was given.
    if DocumentJob.objects.filter(pk=job.pk, claim=job.claim).update(
        status=WorkStatus.QUEUED, claim=None, attempts=0
    ):
        enqueue(job)


def _keep(
    job: DocumentJob,
    kind: DocumentKind,
    data: DocumentData,
    content: bytes,
    mark: str,
    *,
    tried: bytes | None,
) -> None:
    name = default_storage.save(
        job_path(job, kind.file_name(job.conference, job.language, job.format)), ContentFile(content)
    )
    expires = timezone.now() + (SENSITIVE_LIFETIME if kind.sensitive else LIFETIME)
    try:
        # Kinds that log what was made do so in the same transaction as the file.
        with transaction.atomic():
            is_stored = _finish(
                job, status=WorkStatus.DONE, file=name, fingerprint=mark, expires_at=expires,
                is_draft=not data.meta.is_final, symbol=data.meta.masthead.symbol,
            )  # fmt: skip
            if is_stored and tried is not None:
                assert job.requested_by, "a template is replaced by somebody"
                use_word_template(
                    kind.key, job.conference, language=job.language, content=tried, by=job.requested_by
                )
            elif is_stored:
                if kind.on_made:
                    kind.on_made(job, data)
                notify_audit_listeners("documents.made", conference=job.conference, targets=[job])
    except BaseException:
        default_storage.delete(name)
        raise
    if not is_stored:
        default_storage.delete(name)


def _finish(job: DocumentJob, *, status: str, **values: Any) -> bool:
    """End a run if the job is still ours, and delete its parts."""
    finished = DocumentJob.objects.filter(pk=job.pk, claim=job.claim).update(
        status=status, claim=None, finished_at=timezone.now(), **values
    )
    if finished:
        delete_parts(job)
    return bool(finished)


def delete_parts(job: DocumentJob) -> None:
    """Delete the stored parts of a document."""
    folder = job_path(job, "").rstrip("/")
    for name in listed(folder)[1]:
        if name.endswith(PART):
            default_storage.delete(f"{folder}/{name}")


class FileExpired(Refused):
    """The file is gone, or was never made."""


def hand_out(job: DocumentJob, *, by: User) -> File:
    """Open the file of a finished job; of a confidential kind the history says who had it, and for what.

    The caller has checked the permission. Raises FileExpired.
    """
    refusal = FileExpired(_("This file is no longer kept. Ask for the document again."))
    if not job.is_downloadable:
        raise refusal
    try:
        source: File = job.file.open("rb")
    except FileNotFoundError as error:
        raise refusal from error
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
    recipients = {name: job.options[name] for name in ("recipient", "purpose") if job.options.get(name)}
    return {"kind": job.kind, "format": job.format, "language": job.language, **recipients}


def purge_documents(conference: Conference) -> None:
    """Delete every file made for a conference, and have those in progress made again.

    For a change of consent, an erasure or a publication; call it inside that verb's transaction. The files are deleted
    when it commits. A document being rendered meanwhile loses its claim, and so never becomes a file.
    """
    with transaction.atomic():
        jobs = DocumentJob.objects.of(conference)
        _remove_files(jobs.filter(status=WorkStatus.DONE))
        jobs.filter(status=WorkStatus.DONE).update(status=WorkStatus.EXPIRED, file="", fingerprint="")
        for job in jobs.unfinished():
            transaction.on_commit(partial(delete_parts, job))
            if job.status == WorkStatus.RUNNING:
                job.status, job.claim, job.parts_done = WorkStatus.QUEUED, None, 0
                job.save(update_fields=["status", "claim", "parts_done"])
                enqueue(job)


def count_practice_documents(conference: Conference) -> int:
    """Count the documents requested in practice mode, which clearing practice data would delete."""
    return DocumentJob.objects.of(conference).filter(is_practice=True).count()


def clear_practice_documents(conference: Conference, *, by: User) -> None:
    """Delete the documents requested in practice mode with their files, and no others."""
    jobs = DocumentJob.objects.of(conference).filter(is_practice=True)
    _remove_files(jobs)
    for job in jobs.unfinished():
        transaction.on_commit(partial(delete_parts, job))
    jobs.delete()


@transaction.atomic
def expire_documents() -> int:
    """Delete expired files, and keep the rows that say who had them; return how many."""
    ids = list(DocumentJob.objects.overdue().values_list("pk", flat=True))
    _remove_files(DocumentJob.objects.filter(pk__in=ids))
    return DocumentJob.objects.filter(pk__in=ids).update(status=WorkStatus.EXPIRED, file="")


def _remove_files(jobs: Iterable[DocumentJob]) -> None:
    if names := [str(job.file.name) for job in jobs if job.file]:
        transaction.on_commit(partial(delete_files, names))
