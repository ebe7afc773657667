"""The jobs of the outbox."""

from __future__ import annotations

from confman.mail.domain.closed_outbox import expire_held_codes
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.worker_signal import hear_signal, wake_outbox

# A job is short: well under the cluster's timeout, and over soon after the worker is asked to end.
SECONDS_PER_JOB = 30


def deliver_outbox_task() -> str:
    """Send what is due, but for the urgent, which has senders of its own; where time runs out before the outbox is
    empty, ask for another job. What is held back with a code that is no longer good is over.
    """
    hear_signal()
    expire_held_codes()
    report = deliver_outbox(seconds=SECONDS_PER_JOB, limit=10_000, urgent=False)
    if report.more:
        wake_outbox()
    return f"sent {report.sent}, failed {report.failed}, postponed {report.postponed} {report.error}".strip()
