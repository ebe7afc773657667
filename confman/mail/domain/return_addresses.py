"""A return address of its own for each mail (VERP): who could not be reached stands in the address of the report.

Some mail servers return a mail without naming it as RFC 3464 asks. Off unless CONFMAN_BOUNCE_ADDRESS names a mailbox of
which `name+anything@host` arrives as well.
"""

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from confman.mail.models import Message

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
