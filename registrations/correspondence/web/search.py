"""Letters of the register, as the secretariat's search finds them, by either number, sender, recipient and subject."""

from typing import Any

from registrations.correspondence.models import Correspondence


def letter_in_words(row: Correspondence) -> tuple[Any, ...]:
    """Return the number, the subject, and with whom the letter was exchanged."""
    return row, row.subject, row.sender or row.recipient
