"""Delete files that have expired, or whose content may no longer be read."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.models import DocumentJob
from confman.machines.files import delete_files
from confman.web.status import WorkStatus


def purge_documents(conference: Conference) -> None:
    """Delete every file made for a conference, and have those in progress made again.

    For a change of consent, an erasure or a publication; call it inside that verb's transaction. The files are deleted
    when it commits. A document being rendered meanwhile loses its claim, and so never becomes a file.
    """
    from confman.documents.domain.jobs import delete_parts, enqueue

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


def count_documents(conference: Conference) -> int:
    """Count the requested documents, which clearing practice data would delete."""
    return DocumentJob.objects.of(conference).count()


def clear_practice_documents(conference: Conference, *, by: User) -> None:
    """Delete what was made from practice data, including files."""
    purge_documents(conference)
    DocumentJob.objects.of(conference).delete()


@transaction.atomic
def expire_documents() -> int:
    """Delete expired files, and keep the rows that say who had them; return how many."""
    ids = list(DocumentJob.objects.overdue().values_list("pk", flat=True))
    _remove_files(DocumentJob.objects.filter(pk__in=ids))
    return DocumentJob.objects.filter(pk__in=ids).update(status=WorkStatus.EXPIRED, file="")


def _remove_files(jobs: Iterable[DocumentJob]) -> None:
    if names := [str(job.file.name) for job in jobs if job.file]:
        transaction.on_commit(partial(delete_files, names))
