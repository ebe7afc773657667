from confman.mail.models.message import CLAIM_LASTS, Message, MessageAttachment, MessageStatus, OutboxSignal
from confman.mail.models.template import MailTemplate

__all__ = ["CLAIM_LASTS", "MailTemplate", "Message", "MessageAttachment", "MessageStatus", "OutboxSignal"]
