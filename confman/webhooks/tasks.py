"""The job of webhooks."""

from confman.mail.domain.worker_signal import WEBHOOKS, receive_signal
from confman.webhooks.domain.delivery import deliver_webhooks
from confman.webhooks.domain.wake import wake_webhooks

SECONDS_PER_JOB = 30


def deliver_webhooks_task() -> str:
    """Send what is due; if time runs out before all is sent, queue another job."""
    receive_signal(WEBHOOKS)
    report = deliver_webhooks(seconds=SECONDS_PER_JOB)
    if report.more:
        wake_webhooks()
    return f"delivered {report.delivered}, failed {report.failed}"
