"""Mails as their readers get them, with the links and codes that the outbox does not store."""

from confman.mail.domain.delivery import compose
from confman.mail.models import Message


def as_sent(message: Message) -> str:
    """Return the text of the mail as sent."""
    return compose(message).body
