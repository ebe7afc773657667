"""Put mail into the outbox, and act on it there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import next_turn
from confman.accounts.models import User
from confman.accounts.signed_links import seal_links
from confman.accounts.system_users import is_system_address
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.closed_outbox import is_held_from_jobs
from confman.mail.domain.mailboxes import mailbox
from confman.mail.domain.worker_signal import wake_outbox
from confman.mail.models import (
    UNDELIVERED,
    Message,
    MessageAttachment,
    MessageQuerySet,
    MessageStatus,
    new_message_id,
)
from confman.mail.registry import BuiltAttachment, attachment_sources
from confman.mail.secret_marks import GONE, seal_secrets
from confman.people.models import Person
from confman.translation.languages import reading_in
from confman.web.errors import Refused


@dataclass(frozen=True)
class GeneratedAttachment:
    """A file that the worker makes when the mail is sent, from a registered AttachmentSource."""

    source: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


# A file that exists already, or is yet to be made.
Attachment = BuiltAttachment | GeneratedAttachment


def sender_of(conference: Conference | None, language: str) -> tuple[str, str]:
    """Return the From header, with the conference's name in this language, and the reply address."""
    if conference is None:
        return settings.DEFAULT_FROM_EMAIL, ""
    # A name longer than a line helps nobody in a list of mails.
    with reading_in(language, *conference.languages):
        name = " ".join(str(conference.title).split())
    name = name if len(name) <= 78 else f"{name[:77]}…"
    return mailbox(name, settings.DEFAULT_FROM_EMAIL), conference.contact_email


def is_held_back(conference: Conference | None, *, to_team: bool = False) -> bool:
    """Tell whether a conference's mail is held back: a demo's always, in practice mode unless it is to the team."""
    if conference is None:
        return False
    practising = conference.is_practice and settings.CONFMAN_HOLD_PRACTICE_MAIL
    return conference.is_sample or (practising and not to_team)


def queue_message(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    language: str,
    by: User | None,
    conference: Conference | None = None,
    recipient: Person | None = None,
    to_name: str = "",
    cc: Sequence[str] = (),
    reply_to: str = "",
    attachments: Iterable[Attachment] = (),
    idempotency_key: str | None = None,
    automatic: bool = True,
    to_team: bool = False,
    secrets: Mapping[str, str] | None = None,
    urgent: bool = False,
    from_stranger: bool = False,
    turns: Mapping[str, Mapping[str, object]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Message:
    """Put a mail into the outbox, within the caller's transaction: it is sent if and only if that commits.

    If the conference has used the `idempotency_key` before, that message is returned and nothing is written.
    `automatic` mails carry Auto-Submitted (RFC 3834), so that no holiday notice answers them. Personal links are stored
    without signatures; `secrets` maps marks to secrets, which are stored encrypted. `to_team` mails leave even while
    registration is in practice mode; `urgent` mail leaves within a second. Mail caused by a stranger (`from_stranger`)
    leaves when its mailbox has a turn, and mail with `turns` (limits by name, and by whom each counts) when these have
    one. Raises Refused without an address.
    """
    address = " ".join(to.split())
    if not address or is_system_address(address):
        raise Refused(_("There is no e-mail address to write to."))
    links: list[str] = []
    subject, text, html = (seal_links(part, links) for part in (subject, text, html))
    sealed_headers = {name: seal_links(value, links) for name, value in (headers or {}).items()}
    # Errors below leave nothing half done, so within a verb it needs no savepoint of its own.
    with transaction.atomic(savepoint=False):
        sender, answers_to = sender_of(conference, language)
        # Codes to sign in leave also where a restored conference waits for someone to let its mail leave.
        is_restored = conference is not None and conference.restored_at is not None and not urgent
        is_held = is_held_back(conference, to_team=to_team) or is_restored or is_held_from_jobs()
        now = timezone.now()
        message = Message(
            conference=conference,
            key=kind,
            recipient=recipient,
            to=address,
            to_name=" ".join(to_name.split())[:300],
            cc=[copy for copy in cc if copy],
            from_email=sender,
            reply_to=reply_to or answers_to,
            subject=" ".join(subject.split())[:500],
            body_text=text,
            body_html=html,
            language=language,
            links=links,
            sealed=seal_secrets(secrets or {}),
            is_urgent=urgent,
            headers={**({"Auto-Submitted": "auto-generated"} if automatic else {}), **sealed_headers},
            idempotency_key=idempotency_key,
            status=MessageStatus.HELD if is_held else MessageStatus.QUEUED,
            next_attempt_at=None if is_held else now,
            queued_at=None if is_held else now,
            created_at=now,
            created_by=by,
            is_practice=conference is not None and conference.is_practice and not to_team,
        )
        if idempotency_key is None:
            message.save(force_insert=True)
        elif earlier := _insert_once(message):
            return earlier
        _attach(message, attachments)
        if from_stranger and not is_held:
            _await_turns(message, {"mail from strangers": {"mailbox": address}, **(turns or {})})
        if not is_held and not urgent:
            wake_outbox()
    return message


def _insert_once(message: Message) -> Message | None:
    """Insert a message; if its key was used before, or by another process just now, return that message."""
    message.message_id = new_message_id(message.pk)
    if message.insert_if_new():
        return None
    return Message.objects.get(conference=message.conference, idempotency_key=message.idempotency_key)


def _await_turns(message: Message, turns: Mapping[str, Mapping[str, object]]) -> None:
    """Postpone the message until each of these limits has room; hold it back if that would take too long."""
    times = [next_turn(what, **who) for what, who in turns.items()]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        message.status, message.queued_at, message.next_attempt_at = MessageStatus.HELD, None, None
    elif max(known) > timezone.now():
        message.next_attempt_at = max(known)
    else:
        return
    message.save(update_fields=["status", "queued_at", "next_attempt_at"])


def _attach(message: Message, attachments: Iterable[Attachment]) -> None:
    for position, attachment in enumerate(attachments):
        row = MessageAttachment(message=message, position=position, name=attachment.name)
        if isinstance(attachment, GeneratedAttachment):
            row.source = attachment_sources.get(attachment.source).key
            row.arguments = dict(attachment.arguments)
        else:
            row.content_type = attachment.content_type
            row.file.save(attachment.name, ContentFile(attachment.content), save=False)
        row.save(force_insert=True)


# --- Actions of staff on a message ------------------------------------------------------------------------


@transaction.atomic
def _move(message: Message, allowed: Iterable[str], verb: str, by: User, **changes: Any) -> Message:
    """Change a message that is still in one of the `allowed` states, by one conditional UPDATE."""
    if not Message.objects.filter(pk=message.pk, status__in=list(allowed)).update(**changes):
        message.refresh_from_db()
        raise Refused(
            _("This mail is meanwhile “%(status)s”; nothing was changed.")
            % {"status": message.get_status_display()}
        )
    message.refresh_from_db()
    record_audit(verb, by=by, target=message, details={"kind": message.key})
    if message.status == MessageStatus.QUEUED and not message.is_urgent:
        wake_outbox()
    return message


def _queued_now() -> dict[str, Any]:
    now = timezone.now()
    return {
        "status": MessageStatus.QUEUED,
        "queued_at": now,
        "next_attempt_at": now,
        "attempts": 0,
        "is_paused": False,
    }


def _require_home(conference: Conference | None, *, is_urgent: bool = False) -> None:
    """Raise Refused for a conference whose mail leaves from elsewhere, except for an urgent one, or from nowhere."""
    if conference and conference.is_sample:
        raise Refused(_("This is the sample conference: its mails are shown here and never sent."))
    if conference and conference.restored_at and not is_urgent:
        raise Refused(
            _(
                "This conference was restored from an archive, and its mail may still be sent from where it "
                "was. An owner releases it here, under Settings, Conference, Archive and deletion."
            )
        )


def hold_message(message: Message, *, by: User) -> Message:
    """Hold a waiting mail until someone releases it."""
    return _move(
        message, [MessageStatus.QUEUED], "mail.held", by, status=MessageStatus.HELD, next_attempt_at=None
    )


def release_message(message: Message, *, by: User) -> Message:
    """Send a mail that was held back.

    Raises Refused in the demo, whose people are not real, and in a restored conference until its mail may leave.
    """
    _require_home(message.conference, is_urgent=message.is_urgent)
    return _move(message, [MessageStatus.HELD, MessageStatus.DRAFT], "mail.released", by, **_queued_now())


def cancel_message(message: Message, *, by: User) -> Message:
    """Cancel a mail for good. Raises Refused for one that is being sent or was sent."""
    stoppable = [MessageStatus.DRAFT, MessageStatus.QUEUED, MessageStatus.HELD, *UNDELIVERED]
    return _move(
        message, stoppable, "mail.cancelled", by, status=MessageStatus.CANCELLED, next_attempt_at=None,
        sealed=GONE if message.sealed else "",
    )  # fmt: skip


def retry_message(message: Message, *, by: User) -> Message:
    """Retry a failed, returned or cancelled mail, or send a waiting one now, with a full number of attempts.

    It goes to the address that its person has by now. Raises Refused as `release_message` does.
    """
    _require_home(message.conference, is_urgent=message.is_urgent)
    retriable = [*UNDELIVERED, MessageStatus.CANCELLED, MessageStatus.QUEUED]
    changes = _queued_now() | {"to": message.address_now}
    if message.status == MessageStatus.RETURNED:
        changes["message_id"] = new_message_id(uuid4())
    return _move(message, retriable, "mail.retried", by, **changes)


# --- The mails of a mailing, whose own verbs write the history --------------------------------------------


def hold_messages(messages: MessageQuerySet) -> int:
    """Hold back those of the mails that wait. Return how many."""
    return messages.filter(status=MessageStatus.QUEUED).update(
        status=MessageStatus.HELD, next_attempt_at=None, is_paused=True
    )


def release_messages(messages: MessageQuerySet, *, conference: Conference) -> int:
    """Let those of the mails leave that `hold_messages` held back, unless the conference sends none. Return how many.

    What someone held back singly stays so.
    """
    if is_held_back(conference) or conference.restored_at:
        return 0
    count = messages.filter(status=MessageStatus.HELD, is_paused=True).update(**_queued_now())
    if count:
        wake_outbox()
    return count


def resend_messages(receivers: Mapping[UUID, tuple[str, str]], *, conference: Conference) -> None:
    """Send failed mails again, each to the address and name given for it. Raises Refused as `release_message` does."""
    _require_home(conference)
    _send_again(Message.objects.filter(pk__in=receivers), receivers)


@transaction.atomic
def retry_failed_messages(*, conference: Conference, by: User) -> int:
    """Retry all failed and returned mails of a conference, after what was wrong was corrected. Return how many.

    Each goes to the address that its person has by now. Raises Refused in the demo, and in a conference that was
    restored until its mail may leave.
    """
    _require_home(conference)
    count = _send_again(Message.objects.of(conference))
    if count:
        record_audit("mail.failed_retried", by=by, conference=conference, details={"count": count})
    return count


def _send_again(messages: MessageQuerySet, receivers: Mapping[UUID, tuple[str, str]] | None = None) -> int:
    """Queue those of the mails that were not delivered, within the caller's transaction. Return how many.

    One that came back gets a new Message-ID: a late bounce of the first mail does not count for the second.
    """
    undelivered = messages.filter(status__in=UNDELIVERED)
    known = ("to", "to_name", "message_id", "status", "recipient__email", "recipient__contact__email")
    with_people = undelivered.select_related("recipient__contact").only(*known)
    rows = list(with_people.select_for_update(of=("self",)))
    changed = []
    for row in rows:
        receiver = (receivers or {}).get(row.pk, (row.address_now, row.to_name))
        if row.status == MessageStatus.RETURNED:
            row.message_id = new_message_id(uuid4())
        elif receiver == (row.to, row.to_name):
            continue
        row.to, row.to_name = receiver
        changed.append(row)
    Message.objects.bulk_update(changed, ["to", "to_name", "message_id"], batch_size=500)
    count = undelivered.filter(pk__in=[row.pk for row in rows]).update(**_queued_now())
    if count:
        wake_outbox()
    return count
