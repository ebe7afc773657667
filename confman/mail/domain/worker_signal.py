"""Ask the worker to look into the outbox, once however many mails were queued."""

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from confman.mail.models import OutboxSignal

DELIVER_TASK = "confman.mail.tasks.deliver_outbox_task"


def wake_outbox() -> None:
    """Have the worker look into the outbox once the current transaction is committed."""
    transaction.on_commit(_ask_once)


def _ask_once() -> None:
    """Queue one job unless one is waiting. A lost job does no harm: the worker looks every minute anyway."""
    if OutboxSignal.objects.filter(pk=1, pending=True).exists():
        return
    OutboxSignal.objects.get_or_create(pk=1)
    if OutboxSignal.objects.filter(pk=1, pending=False).update(pending=True, asked_at=timezone.now()):
        async_task(DELIVER_TASK, task_name="mail.deliver_outbox")


def hear_signal() -> None:
    """Note that the job has begun: mail queued from now on asks for another one."""
    OutboxSignal.objects.filter(pk=1, pending=True).update(pending=False)
