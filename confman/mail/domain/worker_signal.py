"""Ask the worker to look into the outbox, or what else waits to be sent, once however much was written."""

from functools import partial

from django.db import models, transaction

from confman.compiled_queries import CompiledQuery
from confman.machines.jobs import JobKind, queue_job
from confman.mail.models import OutboxSignal

DELIVER_TASK = "confman.mail.tasks.deliver_outbox_task"
# The keys of the signals.
MAIL, WEBHOOKS = 1, 2


def wake_outbox() -> None:
    """Have the worker look into the outbox once the current transaction is committed."""
    wake_worker(MAIL, DELIVER_TASK, "mail.deliver_outbox")


def wake_worker(signal: int, task: str, name: str, kind: JobKind = JobKind.MAIL) -> None:
    """Have the worker run the task of a signal once the current transaction is committed."""
    transaction.on_commit(partial(_ask_once, signal, task, name, kind))


_pending = CompiledQuery(
    lambda signal: OutboxSignal.objects.filter(pk=signal, pending=True), models.IntegerField()
)


def _ask_once(signal: int, task: str, name: str, kind: JobKind) -> None:
    """Queue one job unless one is waiting. A lost job does no harm: the worker looks every minute anyway."""
    if _pending.all(signal):
        return
    OutboxSignal.objects.get_or_create(pk=signal)
    if OutboxSignal.objects.filter(pk=signal, pending=False).update(pending=True):
        queue_job(task, kind=kind, task_name=name)


def receive_signal(signal: int) -> None:
    """Note that the job has begun: what is written from now on asks for another one."""
    OutboxSignal.objects.filter(pk=signal, pending=True).update(pending=False)
