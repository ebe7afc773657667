"""The job of the outbox."""

from confman.mail.domain.closed_outbox import expire_held_codes
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.worker_signal import MAIL, receive_signal, wake_outbox

# A job is short: well under the cluster's timeout, and soon over when the worker is told to stop.
SECONDS_PER_JOB = 30


def deliver_outbox_task() -> str:
    """Send due mail except urgent mail, and expire held mails whose code is no longer good.

    Urgent mail has senders of its own. If time runs out before the outbox is empty, another job is queued.
    """
    receive_signal(MAIL)
    expire_held_codes()
    report = deliver_outbox(seconds=SECONDS_PER_JOB, limit=10_000, urgent=False)
    if report.more:
        wake_outbox()
    return f"sent {report.sent}, failed {report.failed}, postponed {report.postponed} {report.error}".strip()
