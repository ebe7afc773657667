"""Mails that were written while registration was in practice mode."""

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.mail.domain.deletion import delete_messages
from confman.mail.models import Message


def count_practice_mail(conference: Conference) -> int:
    """Count the practice mails, held back or not."""
    return Message.objects.of(conference).filter(is_practice=True).count()


def clear_practice_mail(conference: Conference, *, by: User) -> None:
    """Delete them with their files, within the caller's transaction."""
    delete_messages(Message.objects.of(conference).filter(is_practice=True))
