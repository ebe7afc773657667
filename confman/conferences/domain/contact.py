"""Messages of visitors to the secretariat, and the answers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import count_try
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.mail import send_mail
from confman.conferences.models import Conference, ContactMessage
from confman.web.database.changes import add_row, delete_row
from confman.web.errors import Refused


@dataclass(frozen=True)
class Sender:
    """The writer of a message to the secretariat, as an upper floor knows them, and the address of their record."""

    label: str
    url: str


def receive_message(
    conference: Conference, *, name: str, email: str, subject: str, body: str, language: str, **sender: Any
) -> ContactMessage:
    """Store a visitor's message; the same words from the same mailbox within the hour are one message.

    `sender` is what messages are limited by: the network address, or the account if known. Raises TooManyTries.
    """
    by = system_user("visitor")
    since = timezone.now() - dt.timedelta(hours=1)
    recent = ContactMessage.objects.filter(conference=conference, received_at__gte=since)
    if message := recent.filter(email=email, subject=subject, body=body).first():
        return message
    # Before the transaction, so that a message that is refused counts too.
    count_try("message", **sender)
    with transaction.atomic():
        message = ContactMessage(
            conference=conference,
            name=name,
            email=email,
            subject=subject,
            body=body,
            language=language,
            is_practice=conference.is_practice,
        )
        return add_row(message, "conferences.message_received", by=by)


@transaction.atomic
def answer_message(message: ContactMessage, *, answer: str, by: User) -> None:
    """Reply to a visitor in the language they read the site in. Raises Refused if the message was answered before."""
    # One conditional UPDATE: if two colleagues answer at once, one of them is told so.
    if not ContactMessage.objects.filter(pk=message.pk, answered_at=None).update(
        answer=answer, answered_at=timezone.now(), answered_by=by
    ):
        raise Refused(
            _("A colleague has answered this message meanwhile. Reload the page to read the answer.")
        )
    message.refresh_from_db()
    record_audit("conferences.message_answered", by=by, target=message)
    send_mail(
        "conferences.contact_answer",
        conference=message.conference,
        address=message.email,
        name=message.name,
        language=message.language,
        by=by,
        context={"subject": message.subject, "question": message.body, "answer": answer},
        idempotency_key=f"contact-answer-{message.pk}",
        automatic=False,
    )


def delete_message(message: ContactMessage, *, by: User) -> None:
    """Delete a message together with its answer."""
    delete_row(message, "conferences.message_deleted", by=by)
