"""Sending a mailing: the worker puts its mails into the outbox, a batch at a time, each person's once.

What became of each mail the outbox knows. A mailing that is interrupted goes on where it stopped.
"""

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.machines.jobs import JobKind, queue_job
from confman.mail.domain.dispatch import Letter, plain_name, send_letter
from confman.mail.domain.queue import cancel_message, hold_messages, release_messages, resend_messages
from confman.mail.models import Message, MessageQuerySet
from confman.mailings.domain.letters import letters_to_try, require_words, values_for, write_letter
from confman.mailings.domain.mailings import attachments_in, lock_mailing
from confman.mailings.domain.news import mailboxes_without_news
from confman.mailings.domain.recipients import readers_of
from confman.mailings.models import ExclusionReason, Mailing, MailingRecipient, MailingStatus, RecipientStatus
from confman.mailings.registries import audiences
from confman.people.models import Person
from confman.translation.languages import reading_in
from confman.web.database.claims import current_claim, lapsed
from confman.web.errors import Refused
from confman.web.job_permissions import recheck_permission

logger = logging.getLogger(__name__)

# Mails queued in one transaction: other writers wait for it only a moment.
BATCH = 100
_CLAIM_LASTS = dt.timedelta(seconds=270)
# After this time a mailing hands over to the next task, so that none reaches the worker's limit.
_TASK_LASTS = dt.timedelta(seconds=120)


def send_test(mailing: Mailing, *, by: User) -> int:
    """Send the mailing in each of its languages to the user only; return how many mails. Raises Refused."""
    require_words(mailing)
    letters, files = letters_to_try(mailing, by), list(mailing.files.all())
    with transaction.atomic():
        for letter in letters:
            attached = attachments_in(files, letter.language)
            send_letter(letter, conference=mailing.conference, by=by, to_team=True, attachments=attached)
        record_audit("mailings.tested", by=by, target=mailing)
    return len(letters)


@transaction.atomic
def send_mailing(mailing: Mailing, *, by: User, at: dt.datetime | None = None) -> Mailing:
    """Send an approved mailing now, or `at` a time. Raises Refused if nobody has looked at finished mails."""
    locked = lock_mailing(mailing)
    _recheck_rights(by, locked)
    if locked.has_begun:
        raise Refused(_("This mailing is being sent already, or was sent."))
    if not locked.approved_at:
        raise Refused(_("Nobody has approved the finished mails yet. Review them in the third step first."))
    if at is not None and at <= timezone.now():
        raise Refused(_("This time has passed. Send the mailing now, or choose a later time."))
    locked.sent_by, locked.send_at = by, at
    if at is None:
        _begin(locked)
    else:
        locked.status = MailingStatus.SCHEDULED
    locked.save(update_fields=["sent_by", "send_at", "status", "begun_at"])
    record_audit(
        "mailings.scheduled" if at else "mailings.sent",
        by=by,
        target=locked,
        details={"send_at": at.isoformat()} if at else {"people": locked.recipients.waiting().count()},
    )
    return locked


@transaction.atomic
def unschedule_mailing(mailing: Mailing, *, by: User) -> Mailing:
    """Take back the hour at which a mailing would be sent. Raises Refused if sending has begun."""
    locked = lock_mailing(mailing)
    if locked.status != MailingStatus.SCHEDULED:
        raise Refused(_("This mailing is not scheduled."))
    locked.status, locked.send_at = MailingStatus.READY, None
    locked.save(update_fields=["status", "send_at"])
    record_audit("mailings.unscheduled", by=by, target=locked)
    return locked


@transaction.atomic
def pause_mailing(mailing: Mailing, *, by: User) -> Mailing:
    """Stop sending; mails that wait in the outbox are held back. Raises Refused if all have left."""
    locked = lock_mailing(mailing)
    stopped = hold_messages(messages_of(locked))
    if locked.status != MailingStatus.SENDING and not stopped:
        raise Refused(_("All mails of this mailing have left: there is nothing to pause."))
    locked.status, locked.claim, locked.claimed_at = MailingStatus.PAUSED, None, None
    locked.save(update_fields=["status", "claim", "claimed_at"])
    record_audit("mailings.paused", by=by, target=locked)
    return locked


@transaction.atomic
def resume_mailing(mailing: Mailing, *, by: User) -> Mailing:
    """Go on with a paused mailing. Raises Refused for another."""
    locked = lock_mailing(mailing)
    if locked.status != MailingStatus.PAUSED:
        raise Refused(_("This mailing is not paused."))
    release_messages(messages_of(locked), conference=locked.conference)
    locked.sent_by = by
    _begin(locked)
    locked.save(update_fields=["sent_by", "status", "begun_at"])
    record_audit("mailings.resumed", by=by, target=locked)
    return locked


@transaction.atomic
def resend_failed(mailing: Mailing, *, by: User) -> int:
    """Send the failed mails of a mailing again, to the addresses that people have now. Return how many.

    Whoever has left the audience or stopped news since is left out, and their mail cancelled. Raises Refused if none
    has failed, and in the demo.
    """
    locked = lock_mailing(mailing)
    rows = list(locked.recipients.failed().select_related("message"))
    if not rows:
        raise Refused(_("No mail of this mailing has failed."))
    keys = [row.reader_id for row in rows]
    values, readers = values_for(locked, keys), readers_of(locked, keys)
    no_news = mailboxes_without_news(locked.conference) if locked.is_news else set()
    receivers: dict[UUID, tuple[str, str]] = {}
    before = {row.pk: (row.address, row.state) for row in rows}
    for row in rows:
        reader = readers.get(row.reader_id)
        name = ""
        if isinstance(reader, Person):
            row.address = reader.mailbox or row.address
            with reading_in(row.language, *locked.conference.languages):
                name = plain_name(str(reader.receiver.name))
        elif reader is not None:
            row.address = reader.address or row.address
        assert row.message is not None
        is_gone = row.reader_id not in values
        if is_gone or row.address.lower() in no_news:
            _leave_out(row, ExclusionReason.GONE if is_gone else ExclusionReason.NO_NEWS)
            cancel_message(row.message, by=by)
        else:
            receivers[row.message.pk] = (row.address, name)
    changed = [row for row in rows if before[row.pk] != (row.address, row.state)]
    MailingRecipient.objects.bulk_update(changed, ["address", "state", "left_out"], batch_size=500)
    resend_messages(receivers, conference=locked.conference)
    record_audit("mailings.resent", by=by, target=locked, details={"count": len(receivers)})
    return len(receivers)


def messages_of(mailing: Mailing) -> MessageQuerySet:
    """Return the mails of the mailing in the outbox."""
    return Message.objects.of(mailing.conference).filter(key=mailing.message_key)


# --- The worker ---------------------------------------------------------------------------------------------


def _begin(mailing: Mailing) -> None:
    mailing.status, mailing.begun_at = MailingStatus.SENDING, mailing.begun_at or timezone.now()
    _queue_next(mailing)


def _queue_next(mailing: Mailing) -> None:
    """Queue the next task, in the transaction of what it does."""
    queue_job(
        "confman.mailings.domain.dispatch.carry_out_mailing",
        str(mailing.pk),
        kind=JobKind.MAIL,
        group="mailings",
    )


def _recheck_rights(user: User | None, mailing: Mailing) -> None:
    """Raise Refused if the user no longer may send mailings, or write to this audience."""
    for permission in ("mailings.send_mailings", audiences.get(mailing.audience).permission):
        recheck_permission(user, permission, mailing.conference)


def begin_due_mailings() -> int:
    """Begin the mailings whose hour has come, and take up those whose worker died. Return how many."""
    now = timezone.now()
    due = Q(status=MailingStatus.SCHEDULED, send_at__lte=now)
    lost = Q(lapsed(_CLAIM_LASTS, now), status=MailingStatus.SENDING)
    count = 0
    for key in Mailing.objects.filter(due | lost).values_list("pk", flat=True):
        with transaction.atomic():
            row = Mailing.objects.select_for_update(skip_locked=True).filter(due | lost, pk=key).first()
            if row is not None:
                _begin(row)
                row.save(update_fields=["status", "begun_at"])
                count += 1
    return count


def carry_out_mailing(key: str) -> int:
    """Put the waiting mails of a mailing into the outbox, as the worker does; return how many. Safe to repeat."""
    claim = current_claim()
    free = Q(claim=None) | Q(claim=claim) | lapsed(_CLAIM_LASTS)
    claimable = Mailing.objects.filter(free, pk=key, status=MailingStatus.SENDING)
    if not claimable.update(claim=claim, claimed_at=timezone.now()):
        return 0
    mailing = Mailing.objects.select_related("conference", "sent_by").get(pk=key)
    until, number = timezone.now() + _TASK_LASTS, 0
    with timezone.override(mailing.conference.zone), translation.override(None):
        while rows := list(mailing.recipients.waiting().order_by("position", "id")[:BATCH]):
            try:
                _recheck_rights(mailing.sent_by, mailing)
            except Refused as refusal:
                with transaction.atomic():
                    if _finish(mailing, claim, MailingStatus.PAUSED):
                        job = system_user("job")
                        record_audit("mailings.paused", by=job, target=mailing, reason=refusal.message)
                return number
            if not _write_batch(mailing, rows, claim):
                return number
            number += len(rows)
            if timezone.now() > until:
                with transaction.atomic():
                    Mailing.objects.filter(pk=key, claim=claim).update(claim=None, claimed_at=timezone.now())
                    _queue_next(mailing)
                return number
    _finish(mailing, claim, MailingStatus.DONE)
    return number


def _finish(mailing: Mailing, claim: UUID, status: str) -> int:
    return Mailing.objects.filter(pk=mailing.pk, claim=claim, status=MailingStatus.SENDING).update(
        status=status, claim=None, claimed_at=None
    )


def _leave_out(row: MailingRecipient, why: ExclusionReason) -> None:
    row.state, row.left_out = RecipientStatus.LEFT_OUT, why


def _write_batch(mailing: Mailing, rows: list[MailingRecipient], claim: UUID) -> bool:
    """Write the mails of some recipients, and queue them in one transaction; return False if another task has it."""
    keys = [row.reader_id for row in rows]
    values, readers = values_for(mailing, keys), readers_of(mailing, keys)
    no_news = mailboxes_without_news(mailing.conference) if mailing.is_news else set()
    files = list(mailing.files.all())
    letters: list[tuple[MailingRecipient, Letter]] = []
    for row in rows:
        key = row.reader_id
        if key not in values or key not in readers:
            _leave_out(row, ExclusionReason.GONE)
            continue
        # One that cannot be written must not stop the others.
        try:
            letter = write_letter(mailing, readers[key], values[key])
        except Refused:
            _leave_out(row, ExclusionReason.REFUSED)
            continue
        if letter is None:
            _leave_out(row, ExclusionReason.NO_ADDRESS)
        elif letter.to.lower() in no_news:
            _leave_out(row, ExclusionReason.NO_NEWS)
        else:
            letters.append((row, letter))
    with transaction.atomic():
        claimed = Mailing.objects.filter(pk=mailing.pk, claim=claim, status=MailingStatus.SENDING)
        if not claimed.update(claimed_at=timezone.now()):
            return False
        for row, letter in letters:
            try:
                with transaction.atomic():
                    row.message = send_letter(
                        letter,
                        kind=mailing.message_key,
                        conference=mailing.conference,
                        recipient=person if isinstance(person := readers[row.reader_id], Person) else None,
                        by=mailing.sent_by,
                        attachments=attachments_in(files, letter.language),
                        idempotency_key=f"mailing:{mailing.pk}:{row.reader_id}",
                    )
            except Refused:
                _leave_out(row, ExclusionReason.REFUSED)
                continue
            row.state, row.address = RecipientStatus.WRITTEN, letter.to
        MailingRecipient.objects.bulk_update(rows, ["state", "left_out", "address", "message"])
    return True
