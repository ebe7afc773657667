"""Compose the mail for the server from a Message."""

import datetime as dt
import mimetypes
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.mail.domain.return_addresses import add_mark, return_address
from confman.mail.marks import open_marks, open_secrets
from confman.mail.models import Message, MessageAttachment
from confman.mail.registry import BuiltAttachment, attachment_sources
from confman.web.errors import Refused

# A code that could not be sent for this long is not sent any more: nobody waits for it.
SECRETS_LAST = dt.timedelta(hours=1)


def compose(message: Message) -> EmailMultiAlternatives:
    """Return the mail with text, HTML alternative and attachments; links are signed, codes decrypted, files made now.

    The same message gives the same Message-ID and Date at every attempt. Raises Refused if an attachment can never be
    made or a code is deleted or has expired, FileNotFoundError if a stored file is gone.
    """
    secrets = open_secrets(message.sealed)
    if secrets and message.queued_at and timezone.now() > message.queued_at + SECRETS_LAST:
        raise Refused(_("The code in this mail is no longer good. Please ask for a new one."))
    envelope = return_address(message)
    email = EmailMultiAlternatives(
        subject=open_marks(message.subject, message.links, secrets),
        body=open_marks(message.body_text, message.links, secrets),
        from_email=envelope or message.from_email,
        to=[formataddr((message.to_name, message.to), charset="utf-8") if message.to_name else message.to],
        cc=message.cc,
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            **({"From": message.from_email} if envelope else {}),
            "Message-ID": message.message_id,
            "Date": format_datetime(message.queued_at or timezone.now()),
            "Content-Language": message.language,
            **{name: open_marks(value, message.links, secrets) for name, value in message.headers.items()},
        },
    )
    if settings.CONFMAN_EMAIL_PROVIDER:
        add_mark(email, message)
    if message.body_html:
        fragment = open_marks(message.body_html, message.links, secrets, as_html=True)
        html = render_to_string("mail/message.html", {"message": message, "fragment": fragment})
        email.attach_alternative(html, "text/html")
    for attachment in message.attachments.all():
        built = _build(attachment)
        email.attach(built.name, built.content, built.content_type)
    return email


def _build(attachment: MessageAttachment) -> BuiltAttachment:
    if not attachment.source:
        with attachment.file.open("rb") as file:
            content = file.read()
        guessed = mimetypes.guess_type(attachment.name)[0]
        return BuiltAttachment(
            attachment.name, attachment.content_type or guessed or "application/octet-stream", content
        )
    if attachment.source not in attachment_sources:
        raise Refused(_("The attachment “%(name)s” cannot be made here.") % {"name": attachment.name})
    built = attachment_sources.get(attachment.source).build(
        attachment.message.conference, attachment.arguments
    )
    return BuiltAttachment(attachment.name or built.name, built.content_type, built.content)
