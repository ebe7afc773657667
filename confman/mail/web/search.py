"""Mails, as the secretariat's search finds them."""

from typing import Any

from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.mail.models.message import MessageQuerySet


def mails(conference: Conference) -> MessageQuerySet:
    """Return the mails, the latest first."""
    return Message.objects.of(conference).order_by("-created_at", "id")


def mentioning(rows: MessageQuerySet, words: str) -> MessageQuerySet:
    """Return those with the words in the recipient's address or name, in any script, or in the subject."""
    return rows.mentioning(words)


def mail_in_words(row: Message) -> tuple[Any, ...]:
    """Return the subject, the address, and what became of the mail."""
    return row.shown_subject, row.to, row.get_status_display()
