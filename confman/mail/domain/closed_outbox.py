"""The outbox after a restore: nobody knows what was sent since the backup, so nothing leaves by itself.

Waiting mail is held back. So is mail that jobs write, until the operator opens the outbox: reminders, notices and
letters that people received meanwhile fall due once more. Mail that people send themselves leaves at once.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.models import OrmQ, Schedule

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.delivery import SECRETS_LAST
from confman.mail.keys import ACCOUNT_MAIL
from confman.mail.models import Message, MessageQuerySet, MessageStatus, OutboxSignal
from confman.mail.registry import scheduled_jobs
from confman.mail.secret_marks import GONE
from confman.web.database.claims import is_in_job
from confman.web.errors import Refused


@dataclass(frozen=True)
class HeldMail:
    """The number of mails held back when the outbox was closed, without those whose codes had expired."""

    waiting: int
    sending: int
    expired: int


@transaction.atomic
def close_outbox(*, by: User) -> HeldMail:
    """Hold back all waiting and unfinished mail, of conferences and accounts, and from now on what jobs write."""
    waiting, sending = (
        Message.objects.filter(status=status).update(
            status=MessageStatus.HELD, next_attempt_at=None, claimed_at=None, claimed_by=""
        )
        for status in (MessageStatus.QUEUED, MessageStatus.SENDING)
    )
    # A mailing that goes on does not release them: they may have left since the backup.
    Message.objects.filter(is_paused=True).update(is_paused=False)
    mail = HeldMail(waiting, sending, expire_held_codes())
    OutboxSignal.objects.update_or_create(pk=1, defaults={"closed_at": timezone.now()})
    record_audit("mail.outbox_closed", by=by, details={"waiting": mail.waiting, "sending": mail.sending})
    return mail


def outbox_closed_at() -> dt.datetime | None:
    """Return when the outbox was closed to mail from jobs; None if it is open."""
    return OutboxSignal.objects.filter(pk=1).values_list("closed_at", flat=True).first()


def is_held_from_jobs() -> bool:
    """Tell whether a mail written now is held back: a job writes it and the outbox is closed."""
    return is_in_job() and outbox_closed_at() is not None


def jobs_to_be_done() -> int:
    """Count the jobs still to be done: those that came back with the queue, and scheduled ones."""
    begun = set(Schedule.objects.exclude(task=None).values_list("name", flat=True))
    return OrmQ.objects.exclude(lock=None).count() + sum(job.key not in begun for job in scheduled_jobs)


@transaction.atomic
def open_outbox(*, by: User) -> None:
    """Open the outbox to mail from jobs; mail held back stays so, for someone to review.

    Raises Refused while overdue jobs remain, since they would write again what people have received.
    """
    signal = OutboxSignal.objects.select_for_update().filter(pk=1).exclude(closed_at=None).first()
    if signal is None:
        raise Refused(_("The outbox is open."))
    if number := jobs_to_be_done():
        raise Refused(
            _(
                "%(number)d jobs are still to be done, and may write mails that people got before the restore. Let "
                "the worker run for some minutes, then open the outbox."
            )
            % {"number": number}
        )
    signal.closed_at = None
    signal.save(update_fields=["closed_at"])
    record_audit("mail.outbox_opened", by=by)


def held_account_mail() -> MessageQuerySet:
    """Return held mails of accounts: they belong to no conference whose team would see them."""
    return Message.objects.of(None).filter(status=MessageStatus.HELD, key__startswith=f"{ACCOUNT_MAIL}.")


def held_by_conference() -> list[tuple[Conference, int]]:
    """List conferences with their number of held mails, except samples and conferences in practice mode."""
    mails = Message.objects.filter(
        status=MessageStatus.HELD, is_practice=False, conference__is_sample=False
    ).order_by()
    counts = dict(mails.values_list("conference").annotate(number=Count("pk")))
    return [(conference, counts[conference.pk]) for conference in Conference.objects.filter(pk__in=counts)]


def expire_held_codes() -> int:
    """Expire held mails whose code nobody can use any more. Return how many."""
    old = Message.objects.filter(
        status=MessageStatus.HELD, created_at__lt=timezone.now() - SECRETS_LAST
    ).with_code()
    return old.update(status=MessageStatus.EXPIRED, sealed=GONE)
