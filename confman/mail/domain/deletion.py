"""Delete mails from the outbox for good, as those that were written while registration was in practice mode."""

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.mail.models import Message, MessageAttachment
from confman.mail.models.message import MessageQuerySet
from confman.web.database.changes import delete_file_on_commit


def delete_messages(messages: MessageQuerySet) -> None:
    """Delete mails with their stored files, within the caller's transaction."""
    for attachment in MessageAttachment.objects.filter(message__in=messages).exclude(file=""):
        delete_file_on_commit(attachment.file)
    messages.delete()


def count_practice_mail(conference: Conference) -> int:
    """Count the practice mails, held back or not."""
    return Message.objects.of(conference).filter(is_practice=True).count()


def clear_practice_mail(conference: Conference, *, by: User) -> None:
    """Delete the practice mails with their files, within the caller's transaction."""
    delete_messages(Message.objects.of(conference).filter(is_practice=True))
