from confman.mail.models.message import Message, MessageAttachment, MessageStatus, OutboxSignal
from confman.mail.models.template import MailTemplate

__all__ = ["MailTemplate", "Message", "MessageAttachment", "MessageStatus", "OutboxSignal"]
