"""Mails that came back: the report of a mail server (RFC 3464) that it could not deliver a mail of ours.

Each mail has a return address of its own (VERP), which says who could not be reached.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.mail.models import Message, MessageStatus
from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent


# The part before the @ has at most 64 characters (RFC 5321), of which our mark takes 50.
MAX_NAME_LENGTH = 64 - len("+") - 32 - len("-") - 16
_TOKEN = re.compile(r"\+([0-9a-f]{32}-[0-9a-f]{16})@", re.IGNORECASE)
_MARK = re.compile(r"([0-9a-f]{32})-([0-9a-f]{16})", re.IGNORECASE)
# By this name a provider keeps the mark of a mail, and says it in its reports.
MARK = "confman"
# These refuse a mail with metadata; they have tags.
_WITH_TAGS_ALONE = frozenset({"mailersend", "postal"})


def return_address(message: Message) -> str:
    """Return the address to which a mail is returned; empty if that is its sender. The token names nobody.

    A provider sends with a return address of its own.
    """
    if settings.CONFMAN_EMAIL_PROVIDER:
        return ""
    name, at, host = settings.CONFMAN_BOUNCE_ADDRESS.partition("@")
    return f"{name}+{mark_of(message)}@{host}" if at else ""


def mark_of(message: Message) -> str:
    """Return the signed key of a mail. One that is sent again has another than before."""
    return f"{message.pk.hex}-{_signature(message)}"


def add_mark(email: Any, message: Message) -> None:
    """Have the provider keep the mark of a mail, as metadata or, where it has none, as a tag."""
    if settings.CONFMAN_EMAIL_PROVIDER in _WITH_TAGS_ALONE:
        email.tags = [mark_of(message)]
    else:
        email.metadata = {MARK: mark_of(message)}


def message_of_report(event: "AnymailTrackingEvent") -> Message | None:
    """Return the mail of which a provider reports; None for one that is not ours."""
    if settings.CONFMAN_EMAIL_PROVIDER in _WITH_TAGS_ALONE:
        marks = event.tags or ()
    else:
        marks = [event.metadata.get(MARK) if isinstance(event.metadata, dict) else None]
    return next(filter(None, (message_of_mark(str(mark or "")) for mark in marks)), None)


def message_of(address: str) -> Message | None:
    """Return the mail to which this return address belongs; None for an address that is not ours."""
    match = _TOKEN.search(address)
    return message_of_mark(match[1]) if match else None


def message_of_mark(mark: str) -> Message | None:
    """Return the mail that has this mark; None for a mark that is not ours."""
    match = _MARK.fullmatch(mark)
    message = Message.objects.filter(pk=UUID(match[1])).first() if match else None
    if match is None or message is None:
        return None
    # Mails that left before the secret changed come back, too.
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    is_ours = any(constant_time_compare(match[2].lower(), _signature(message, secret)) for secret in secrets)
    return message if is_ours else None


def _signature(message: Message, secret: str | None = None) -> str:
    salt = "confman.return-address"
    return salted_hmac(salt, message.message_id, secret=secret, algorithm="sha256").hexdigest()[:16]


# A report names the mail by its Message-ID, in the headers that come back with it.
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s\x00]+>)", re.IGNORECASE | re.MULTILINE)
# The headers in which mail servers keep the address that a mail was sent to.
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
# Senders of reports. An empty return path alone says nothing: answers of those who are away have it, too.
_MAIL_SERVER = re.compile(r"mailer-daemon|postmaster", re.IGNORECASE)
# Bytes at the beginning of a report, which hold everything that counts; the mail that came back follows.
PART_READ = 128 * 1024
_MAX_REASON_LENGTH = 1000


class StillSending(Refused):
    """A report about a mail that the worker has not noted as sent yet."""


@dataclass(frozen=True)
class Bounce:
    """The mail that could not be delivered, by its Message-ID, and the reason in the words of the mail server."""

    message_id: str
    reason: str


def read_bounce(raw: bytes) -> Bounce | None:
    """Return the report of a returned mail; None if it reports no final failure. Raises Refused unless it is a mail."""
    with reader_guard(_("mail")):
        parts = list(_parsed(raw).walk())
        failure = _failure(parts)
        if failure is None:
            return None
        returned = "\n".join(
            part.as_bytes().decode(errors="replace")
            for part in parts
            if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")
        )
        match = _MESSAGE_ID.search(returned)
        return Bounce(match[1], _reason(failure)) if match else None


def _parsed(raw: bytes) -> Mail:
    # The newer policies parse addresses, and take minutes for one of some thousand quotation marks.
    return email.message_from_bytes(raw[:PART_READ], policy=email.policy.compat32)


def _failure(parts: list[Mail]) -> Mail | None:
    """Return the fields about the first address of the mail that could not be reached; None if there is none."""
    return next(
        (
            fields
            for part in parts
            if part.get_content_type() == "message/delivery-status"
            for fields in part.get_payload()
            if isinstance(fields, Mail) and str(fields.get("Action", "")).strip().lower() == "failed"
        ),
        None,
    )


def _reason(failure: Mail) -> str:
    return one_line(
        str(failure.get("Diagnostic-Code", "")).partition(";")[2] or str(failure.get("Status", ""))
    )


def one_line(text: str) -> str:
    """Return words of another server as a line that a database can keep: no NUL, no half of a pair."""
    return "".join(filter(str.isprintable, " ".join(text.split())))[:_MAX_REASON_LENGTH]


def bounce_at(raw: bytes, recipient: str = "") -> Bounce | None:
    """Return what a mail to a return address of its own (VERP) reports; None if it reports no failure.

    The address is the `recipient`, else stands in the headers. A mail that is no report in the form of RFC 3464 counts
    if a mail server wrote it; an answer of someone who is away does not.
    """
    with reader_guard(_("mail")):
        report = _parsed(raw)
        addresses = [recipient, *(str(value) for name in _ADDRESSED for value in report.get_all(name, []))]
        message = next(filter(None, map(message_of, addresses)), None)
        if message is None:
            return None
        parts = list(report.walk())
        if any(part.get_content_type() == "message/delivery-status" for part in parts):
            failure = _failure(parts)
            return Bounce(message.message_id, _reason(failure)) if failure is not None else None
        answers = str(report.get("Auto-Submitted", "")).lower().startswith("auto-replied")
        if answers or not _MAIL_SERVER.search(f"{report.get('Return-Path', '')} {report.get('From', '')}"):
            return None
        subject = str(report.get("Subject", ""))[:_MAX_REASON_LENGTH]
        return Bounce(message.message_id, one_line(str(make_header(decode_header(subject)))))


def record_bounce(raw: bytes, recipient: str = "") -> Message | None:
    """Mark the mail that a report is about as one that came back; return it, or None if no mail of ours has.

    `recipient` is the address to which the report was sent, if that is known. Safe to repeat. Raises Refused for what
    is no mail, StillSending for a report that comes before the mail is sent.
    """
    bounce = bounce_at(raw, recipient) or read_bounce(raw)
    if bounce is None:
        return None
    return mark_returned(bounce.message_id, bounce.reason, by=system_user("command"))


def mark_returned(message_id: str, reason: str, *, by: User) -> Message | None:
    """Mark the mail with this Message-ID as one that came back; return it, or None if there is none. Safe to repeat.

    Raises StillSending for one that is not noted as sent yet.
    """
    with transaction.atomic():
        rows = Message.objects.filter(message_id=message_id)
        came_back = rows.filter(status=MessageStatus.SENT)
        is_news = came_back.update(status=MessageStatus.RETURNED, last_error=reason)
        message = rows.first()
        if message is None:
            return None
        if message.status in (MessageStatus.SENDING, MessageStatus.SENT):
            raise StillSending(_("The mail is just being sent. Hand in the report again in some minutes."))
        if is_news:
            record_audit("mail.returned", by=by, target=message, details={"kind": message.key})
    return message if message.status == MessageStatus.RETURNED else None
