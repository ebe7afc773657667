from confman.mail.domain.closing import close_outbox, open_outbox
from confman.mail.domain.delivery import DeliveryReport, deliver_outbox
from confman.mail.domain.queueing import (
    KeptAttachment,
    MadeAttachment,
    cancel_message,
    hold_message,
    queue_message,
    release_message,
    retry_failed_messages,
    retry_message,
)
from confman.mail.domain.rendering import RenderedMail, render_mail
from confman.mail.domain.scheduling import ensure_schedules
from confman.mail.domain.sending import (
    Letter,
    send_to_address,
    send_to_person,
    write_to_address,
    write_to_person,
)
from confman.mail.domain.templates import reset_mail_template, save_mail_template

__all__ = [
    "DeliveryReport",
    "KeptAttachment",
    "Letter",
    "MadeAttachment",
    "RenderedMail",
    "cancel_message",
    "close_outbox",
    "deliver_outbox",
    "ensure_schedules",
    "hold_message",
    "open_outbox",
    "queue_message",
    "release_message",
    "render_mail",
    "reset_mail_template",
    "retry_failed_messages",
    "retry_message",
    "save_mail_template",
    "send_to_address",
    "send_to_person",
    "write_to_address",
    "write_to_person",
]
