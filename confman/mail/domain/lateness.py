"""What should have been done long ago: said by /readyz and in the log."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from confman.mail.domain.closing import outbox_closed_at
from confman.mail.models import Message
from confman.mail.registry import scheduled_jobs

# A worker that lives looks every few seconds; a job of its own takes four minutes at most.
JOBS_LATE_AFTER = dt.timedelta(minutes=5)
# Mail is put off for minutes while the mail server is gone; what was due longer ago nobody tried to send.
MAIL_LATE_AFTER = dt.timedelta(minutes=10)


def late_jobs() -> str:
    """Which jobs are overdue, in words; "" for none. A worker is missing then, or has far too much to do."""
    now = timezone.now()
    late = []
    for row in Schedule.objects.filter(name__in=[job.key for job in scheduled_jobs]).order_by("next_run"):
        if row.next_run < now - JOBS_LATE_AFTER:
            late.append(f"{row.name} since {_moment(row.next_run)}")
        elif row.next_run > now + dt.timedelta(minutes=row.minutes or 0) + JOBS_LATE_AFTER:
            late.append(f"{row.name} is set for {_moment(row.next_run)}, for the clock was set back")
    waiting = OrmQ.objects.filter(lock__lt=now - JOBS_LATE_AFTER)
    if number := waiting.count():
        late.append(
            f"{number} queued, the oldest since {_moment(waiting.aggregate(oldest=Min('lock'))['oldest'])}"
        )
    return f"Jobs are overdue: {'; '.join(late)}. Is the worker running?" if late else ""


def late_mail() -> str:
    """How long mail has waited that was due, in words; "" where none has."""
    now = timezone.now()
    late = Message.objects.due(now).filter(next_attempt_at__lt=now - MAIL_LATE_AFTER)
    oldest = late.aggregate(oldest=Min("queued_at"))["oldest"]
    if number := late.count():
        since = f", the oldest since {_moment(oldest)}" if oldest else ""
        return f"{number} mails should have been sent{since}. Is the worker running?"
    return ""


def closed_outbox() -> str:
    """That the outbox is closed to what jobs write, in words; "" where it is open."""
    closed_at = outbox_closed_at()
    if closed_at is None:
        return ""
    return (
        f"Restored from a backup on {_moment(closed_at)}: what jobs write is held back until the outbox is opened, at"
        " /operator/ or by script/manage openoutbox."
    )


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
