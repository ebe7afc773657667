"""Late jobs and late mail, as reported by /readyz and the log, and their figures."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_q.models import OrmQ, Schedule

from confman.machines.registries import Figure
from confman.mail.domain.closed_outbox import outbox_closed_at
from confman.mail.models import Message, MessageStatus
from confman.mail.registry import scheduled_jobs

# A living worker looks every few seconds; a job of its own takes four minutes at most.
JOBS_LATE_AFTER = dt.timedelta(minutes=5)
# Mail is postponed by minutes while the mail server is down; nobody tried to send mail that is overdue for longer.
MAIL_LATE_AFTER = dt.timedelta(minutes=10)


def late_jobs() -> str:
    """Return which jobs are overdue, in words; "" for none. A worker is then missing or overloaded."""
    now = timezone.now()
    late = []
    for row in Schedule.objects.filter(name__in=[job.key for job in scheduled_jobs]).order_by("next_run"):
        if row.next_run < now - JOBS_LATE_AFTER:
            late.append(_("%(job)s since %(moment)s") % {"job": row.name, "moment": _moment(row.next_run)})
        elif row.next_run > now + dt.timedelta(minutes=row.minutes or 0) + JOBS_LATE_AFTER:
            text = _("%(job)s is set for %(moment)s, because the clock was set back")
            late.append(text % {"job": row.name, "moment": _moment(row.next_run)})
    waiting = OrmQ.objects.filter(lock__lt=now - JOBS_LATE_AFTER)
    if number := waiting.count():
        oldest = waiting.aggregate(oldest=Min("lock"))["oldest"]
        text = ngettext(
            "%(count)d queued, since %(moment)s", "%(count)d queued, the oldest since %(moment)s", number
        )
        late.append(text % {"count": number, "moment": _moment(oldest)})
    return _("Jobs are overdue: %(jobs)s. Is the worker running?") % {"jobs": "; ".join(late)} if late else ""


def late_mail() -> str:
    """Return how much due mail waits, and since when, in words; "" if none does."""
    now = timezone.now()
    late = Message.objects.due(now).filter(next_attempt_at__lt=now - MAIL_LATE_AFTER)
    oldest = late.aggregate(oldest=Min("queued_at"))["oldest"]
    number = late.count()
    if not number:
        return ""
    sentences = [
        ngettext("%(count)d mail should have been sent.", "%(count)d mails should have been sent.", number)
        % {"count": number}
    ]
    if oldest:
        sentences.append(_("The oldest waits since %(moment)s.") % {"moment": _moment(oldest)})
    return " ".join([*sentences, _("Is the worker running?")])


def closed_outbox() -> str:
    """Return in words that the outbox is closed to mail from jobs; "" if it is open."""
    closed_at = outbox_closed_at()
    if closed_at is None:
        return ""
    return _(
        "Restored from a backup on %(moment)s: what jobs write is held back until the outbox is opened, at /operator/ "
        "or by script/manage openoutbox."
    ) % {"moment": _moment(closed_at)}


def job_figures() -> Iterator[Figure]:
    """Return how many jobs of each kind are in the queue."""
    for kind, number in OrmQ.objects.values_list("key").annotate(Count("pk")).order_by("key"):
        yield {"kind": kind}, number


def job_age_figures() -> Iterator[Figure]:
    """Return for how many seconds the oldest job of each kind has waited that nobody has in hand."""
    now = timezone.now()
    waiting = OrmQ.objects.filter(lock__lt=now).values_list("key").annotate(Min("lock"))
    for kind, since in waiting.order_by("key"):
        yield {"kind": kind}, (now - since).total_seconds()


def mail_figures() -> Iterator[Figure]:
    """Return how many mails of the outbox have each status but sent."""
    unsent = Message.objects.exclude(status=MessageStatus.SENT).order_by("status")
    for status, number in unsent.values_list("status").annotate(Count("pk")):
        yield {"status": status}, number


def mail_age_figures() -> Iterator[Figure]:
    """Return for how many seconds the oldest mail that is due has waited; 0 if none is."""
    now = timezone.now()
    oldest = Message.objects.due(now).aggregate(oldest=Min("next_attempt_at"))["oldest"]
    yield {}, max(0.0, (now - oldest).total_seconds()) if oldest else 0


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
