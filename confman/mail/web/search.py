"""Mails, as the secretariat's search finds them."""

from confman.mail.models.message import MessageQuerySet


def mentioning(rows: MessageQuerySet, words: str) -> MessageQuerySet:
    """Return those with the words in the recipient's address or name, in any script, or in the subject."""
    return rows.mentioning(words)
