"""Mails as their readers get them: with the links and codes that the outbox does not keep."""

from __future__ import annotations

from confman.mail.domain.composer import compose
from confman.mail.models import Message


def as_sent(message: Message) -> str:
    """The text of the mail that leaves."""
    return compose(message).body
