"""Delete mails from the outbox for good."""

from confman.mail.models import MessageAttachment
from confman.mail.models.message import MessageQuerySet
from confman.web.database.changes import delete_file_on_commit


def delete_messages(messages: MessageQuerySet) -> None:
    """Delete mails with their stored files, within the caller's transaction."""
    for attachment in MessageAttachment.objects.filter(message__in=messages).exclude(file=""):
        delete_file_on_commit(attachment.file)
    messages.delete()
