"""Ask the worker to send what waits for webhooks."""

from confman.machines.jobs import JobKind
from confman.mail.domain.worker_signal import WEBHOOKS, wake_worker

DELIVER_TASK = "confman.webhooks.tasks.deliver_webhooks_task"


def wake_webhooks() -> None:
    """Have the worker look once the current transaction is committed."""
    wake_worker(WEBHOOKS, DELIVER_TASK, "webhooks.deliver", JobKind.WEBHOOKS)
