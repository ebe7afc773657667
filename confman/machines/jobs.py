"""The queues of jobs: one for each kind, so that long work never holds up what someone waits for.

A worker takes the kinds that CONFMAN_WORKER_KINDS names, from several machines if need be. While an update is under
way old and new workers run beside each other: a queue also has the format of its jobs, and a worker leaves those of a
newer one.
"""

from enum import StrEnum
from typing import Any

# Raised when a task takes other arguments than it did: then workers of the version before do not see its jobs.
FORMAT = 1


# Functions that have moved since the last release, by the names under which its jobs may lie in the queue.
MOVED = {
    "confman.documents.domain.cached_documents.cache_document": "confman.documents.domain.builder.cache_document",
    "confman.documents.domain.purge.expire_documents": "confman.documents.domain.jobs.expire_documents",
    "confman.webhooks.domain.retention.delete_old_deliveries": (
        "confman.webhooks.domain.delivery.delete_old_deliveries"
    ),
}


class JobKind(StrEnum):
    """The kind of jobs in a queue."""

    MAIL = "mail"  # and all that comes by the clock: short
    WEBHOOKS = "webhooks"  # waits for other machines
    DOCUMENTS = "documents"  # and imports, archives, backups: long, and busy


def queue_job(function: str, *arguments: Any, kind: JobKind = JobKind.DOCUMENTS, **options: Any) -> None:
    """Have a worker call the function of that dotted path, with these arguments and options of django-q2."""
    from django_q.tasks import async_task

    async_task(function, *arguments, cluster=queue_of(kind), **options)


def queue_of(kind: JobKind) -> str:
    """Return the name of the queue into which jobs of that kind come."""
    return f"{kind}.{FORMAT}"


def queues_of(kinds: list[str]) -> list[str]:
    """Return the names of the queues from which a worker of this version takes jobs of these kinds."""
    return [f"{kind}.{number}" for kind in kinds for number in range(1, FORMAT + 1)]
