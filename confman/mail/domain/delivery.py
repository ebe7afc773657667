"""Sending what is due: each mail is claimed, sent and marked by itself, so a killed worker loses nothing.

Urgent mail is sent within a second, however much other mail waits.
"""

import contextlib
import datetime as dt
import logging
import mimetypes
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from smtplib import SMTPException
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error, connection, transaction
from django.db.models import F, UUIDField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.mail.domain.bounces import add_mark, return_address
from confman.mail.domain.faults import MailFault, classify_fault, explain, require_taken
from confman.mail.domain.mailboxes import mailbox, unencoded
from confman.mail.models import Message, MessageAttachment, MessageQuerySet, MessageStatus
from confman.mail.registry import BuiltAttachment, attachment_sources
from confman.mail.secret_marks import GONE, open_marks, open_secrets
from confman.people.models import Person
from confman.timeouts import run_with_timeout
from confman.web.errors import Refused

# A code that could not be sent for this long is not sent any more: nobody waits for it.
SECRETS_LAST = dt.timedelta(hours=1)


def compose(message: Message) -> EmailMultiAlternatives:
    """Return the mail with text, HTML alternative and attachments; links are signed, codes decrypted, files made now.

    The same message gives the same Message-ID and Date at every attempt. Raises Refused if an attachment can never be
    made or a code is deleted or has expired, FileNotFoundError if a stored file is gone.
    """
    secrets = open_secrets(message.sealed)
    if secrets and message.queued_at and timezone.now() > message.queued_at + SECRETS_LAST:
        raise Refused(_("The code in this mail is no longer good. Please ask for a new one."))
    envelope = return_address(message)
    email = EmailMultiAlternatives(
        subject=open_marks(message.subject, message.links, secrets),
        body=open_marks(message.body_text, message.links, secrets),
        from_email=envelope or message.from_email,
        to=[mailbox(message.to_name, message.to)],
        cc=message.cc,
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            **({"From": message.from_email} if envelope else {}),
            "Message-ID": message.message_id,
            "Date": format_datetime(message.queued_at or timezone.now()),
            "Content-Language": message.language,
            **{name: open_marks(value, message.links, secrets) for name, value in message.headers.items()},
        },
    )
    if settings.CONFMAN_EMAIL_PROVIDER:
        email.from_email, email.to = unencoded(email.from_email), [unencoded(email.to[0])]
        add_mark(email, message)
    if message.body_html:
        fragment = open_marks(message.body_html, message.links, secrets, as_html=True)
        html = render_to_string("mail/message.html", {"message": message, "fragment": fragment})
        email.attach_alternative(html, "text/html")
    for attachment in _attached.all(message.pk):
        built = _build(attachment, message.conference)
        email.attach(built.name, built.content, built.content_type)
    return email


_attached: CompiledQuery[MessageAttachment] = CompiledQuery(
    lambda message: MessageAttachment.objects.filter(message=message), UUIDField()
)


def _build(attachment: MessageAttachment, conference: Conference | None) -> BuiltAttachment:
    if not attachment.source:
        with attachment.file.open("rb") as file:
            content = file.read()
        guessed = mimetypes.guess_type(attachment.name)[0]
        return BuiltAttachment(
            attachment.name, attachment.content_type or guessed or "application/octet-stream", content
        )
    if attachment.source not in attachment_sources:
        raise Refused(_("The attachment “%(name)s” cannot be made here.") % {"name": attachment.name})
    built = attachment_sources.get(attachment.source).build(conference, attachment.arguments)
    return BuiltAttachment(attachment.name or built.name, built.content_type, built.content)


logger = logging.getLogger(__name__)

# The time to wait after the first failed attempt, the second, and so on; after the last one the mail has failed.
RETRY_AFTER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=12),
)
# Someone waits for an urgent mail, though not for long.
URGENT_RETRY_AFTER = tuple(dt.timedelta(seconds=seconds) for seconds in (2, 5, 15, 30, 60, 120, 300, 600))
SERVER_RETRY_AFTER = dt.timedelta(minutes=1)
URGENT_SERVER_RETRY_AFTER = dt.timedelta(seconds=5)
# Seconds: a server that does not answer must not delay the next code, too.
URGENT_TIMEOUT = 10
# The first of several addresses of a server may be silent; then come greeting, TLS and sign-in.
STEPS_TO_OPEN = 3
# The part of its claim that sending a mail may take; the rest is for recording the result.
PART_FOR_SENDING = 5 / 6
_CANDIDATES = 50


@dataclass
class MailDeliveryReport:
    """The result of a run. `more` is true if due mail is left; `error` says why none could be sent."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    more: bool = False
    error: str = ""


def deliver_outbox(
    *, limit: int = 500, seconds: float | None = None, urgent: bool | None = None
) -> MailDeliveryReport:
    """Send up to `limit` due mails over one connection, for at most `seconds` (the present mail is finished).

    `urgent` selects urgent mail or the other; by default all, urgent mail first. Call it outside any transaction. A
    fault of one mail never stops the others; if the server cannot be reached, nothing is claimed and no attempt is
    counted.
    """
    claimant = f"{socket.gethostname()}:{os.getpid()}/{uuid4().hex[:12]}"[:120]
    ends = time.monotonic() + seconds if seconds is not None else float("inf")
    report = MailDeliveryReport()
    connection: Any = None
    try:
        due = Message.objects.all() if urgent is None else Message.objects.urgent(urgent)
        for message_id in _due(due):
            if report.sent + report.failed + report.postponed >= limit or time.monotonic() >= ends:
                report.more = True
                break
            if connection is None:
                connection = _open(report, due, urgent)
                if connection is None:
                    break
            began = time.monotonic()
            message = _claim(message_id, claimant)
            if message is None:
                continue
            fault = _attempt(message, connection, claimant, report, began)
            if fault in (MailFault.SERVER, MailFault.PAUSE):
                _postpone_all(report, due)
                break
            if fault is MailFault.PASSING:
                # The connection may be broken; a new one costs little.
                _close(connection)
                connection = None
    finally:
        if connection is not None:
            _close(connection)
    return report


def _due(messages: MessageQuerySet) -> Iterator[UUID]:
    """Yield ids of due mails, urgent and then oldest first, a few at a time: a tried mail is no longer due."""
    while due := list(messages.due(timezone.now()).urgent_first().values_list("pk", flat=True)[:_CANDIDATES]):
        yield from due


_with_conference: CompiledQuery[Message] = CompiledQuery(
    lambda key: Message.objects.filter(pk=key).select_related("conference"), UUIDField()
)


def _claim(message_id: UUID, claimant: str) -> Message | None:
    """Claim the mail for this worker, or return None if another was faster."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        claimed = (
            Message.objects.due(now)
            .filter(pk=message_id)
            .update(
                status=MessageStatus.SENDING, claimed_at=now, claimed_by=claimant, attempts=F("attempts") + 1
            )
        )
    if not claimed:
        return None
    return _with_conference.get_or_none(message_id)


def _attempt(
    message: Message, connection: BaseEmailBackend, claimant: str, report: MailDeliveryReport, began: float
) -> MailFault | None:
    """Send one mail, claimed when it `began`, and record the result."""
    if _is_stopped(message):
        _finish(message, claimant, status=MessageStatus.CANCELLED, next_attempt_at=None)
        return None
    try:
        email = compose(message)
        email.connection = connection
        _send_in_time(email, message.claim_lasts, began)
        require_taken(email, message.to)
    except Exception as error:
        fault = classify_fault(error)
        reason = explain(error)
        logger.warning("Mail %s was not sent (%s): %s", message.pk, fault.value, reason)
        _write_failure(message, claimant, fault, reason, report)
        return fault
    now = timezone.now()
    _finish(
        message, claimant, status=MessageStatus.SENT, sent_at=now, next_attempt_at=None, last_error="",
        sealed=_forgotten(message),
    )  # fmt: skip
    report.sent += 1
    return None


def _is_stopped(message: Message) -> bool:
    """Tell whether a mail is news to a mailbox that has opted out, regardless of who queued, released or retried it."""
    if "List-Unsubscribe" not in message.headers:
        return False
    refusing = Person.objects.of(message.conference).known().refusing_news().with_mailbox()
    return refusing.filter(mail_goes_to__iexact=message.to).exists()


def _send_in_time(email: EmailMessage, lasts: dt.timedelta, began: float) -> None:
    """Send a mail before its claim ends; the connection is cut at that time. Raises TimeoutError."""
    left = began + lasts.total_seconds() * PART_FOR_SENDING - time.monotonic()
    try:
        run_with_timeout(max(left, 0), email.send)
    except TimeoutError:
        _cut(email.connection)
        raise


def _cut(connection: BaseEmailBackend | None) -> None:
    """Cut the connection, so that nothing more is sent over it, even if a thread still waits for an answer."""
    sock = getattr(getattr(connection, "connection", None), "sock", None)
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _forgotten(message: Message) -> str:
    """Return what remains of the codes of a mail that will not leave."""
    return GONE if message.sealed else ""


def _finish(message: Message, claimant: str, **changes: Any) -> None:
    Message.objects.filter(pk=message.pk, status=MessageStatus.SENDING, claimed_by=claimant).update(
        claimed_at=None, claimed_by="", **changes
    )


def _write_failure(
    message: Message, claimant: str, fault: MailFault, reason: str, report: MailDeliveryReport
) -> None:
    waits = URGENT_RETRY_AFTER if message.is_urgent else RETRY_AFTER
    if message.is_urgent and not message.sealed:
        # A code is useless by then; a link or something to confirm is not.
        waits = URGENT_RETRY_AFTER + RETRY_AFTER[2:]
    if fault is MailFault.SERVER:
        report.error = reason
        retry_at = timezone.now() + (URGENT_SERVER_RETRY_AFTER if message.is_urgent else SERVER_RETRY_AFTER)
        _finish(
            message,
            claimant,
            status=MessageStatus.QUEUED,
            next_attempt_at=retry_at,
            last_error=reason,
            attempts=message.attempts - 1,
        )
    elif fault in (MailFault.PASSING, MailFault.PAUSE) and message.attempts <= len(waits):
        report.error = reason if fault is MailFault.PAUSE else report.error
        retry_at = timezone.now() + waits[message.attempts - 1]
        _finish(message, claimant, status=MessageStatus.QUEUED, next_attempt_at=retry_at, last_error=reason)
        report.postponed += 1
    else:
        _finish(
            message, claimant, status=MessageStatus.FAILED, next_attempt_at=None, last_error=reason,
            sealed=_forgotten(message),
        )  # fmt: skip
        report.failed += 1


def _open(report: MailDeliveryReport, due: MessageQuerySet, urgent: bool | None) -> BaseEmailBackend | None:
    """Return a connection to the mail server, or None after postponing all due mail for a while."""
    timeout = URGENT_TIMEOUT if urgent else settings.EMAIL_TIMEOUT
    try:
        connection = get_connection(timeout=timeout)
        run_with_timeout(timeout * STEPS_TO_OPEN, connection.open)
    except (OSError, ImproperlyConfigured) as error:
        logger.error("The mail server cannot be reached: %s", explain(error))
        report.error = explain(error)
        _postpone_all(report, due)
        return None
    return connection


def _postpone_all(report: MailDeliveryReport, messages: MessageQuerySet) -> None:
    now = timezone.now()
    reason = _("The mail server does not take mail: %(reason)s") % {"reason": report.error}
    waiting = messages.due(now).filter(status=MessageStatus.QUEUED)
    for urgent, after in ((False, SERVER_RETRY_AFTER), (True, URGENT_SERVER_RETRY_AFTER)):
        report.postponed += waiting.urgent(urgent).update(next_attempt_at=now + after, last_error=reason)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.info("The mail server had gone before we said goodbye.")


LOOK_EVERY = 0.2  # seconds
# Each has its own connection to the mail server, so one that hangs does not stop the others.
SENDERS = 3


def send_urgent_mail(is_stopping: Callable[[], bool]) -> None:
    """Send urgent mail until `is_stopping()`, and finish mails in progress.

    Runs beside the jobs of a worker, in a process of its own: it uses threads, and a process with threads must not
    fork.
    """
    ended = threading.Event()
    threads = [
        threading.Thread(target=_watch, args=(ended,), name=f"urgent mail {number}", daemon=True)
        for number in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    while not is_stopping():
        time.sleep(LOOK_EVERY)
    ended.set()
    # A mail that a server does not take in time is left to another worker.
    for thread in threads:
        thread.join(URGENT_TIMEOUT)


def _watch(ended: threading.Event) -> None:
    failing = False
    while not ended.wait(LOOK_EVERY):
        try:
            if Message.objects.urgent().due(timezone.now()).exists():
                deliver_outbox(urgent=True)
            failing = False
        except Exception as error:
            # Logged once, not five times a second, while the database is gone.
            if not failing or not isinstance(error, Error):
                logger.exception("Urgent mail cannot be sent.")
            failing = True
            connection.close()
            ended.wait(1)
    connection.close()
