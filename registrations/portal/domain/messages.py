"""Messages from participants' own pages to the secretariat, and its answers."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from confman.accounts.models import Visitor
from confman.conferences.domain.contact import Sender, receive_message
from confman.conferences.models import Conference, ContactMessage
from confman.mail.models import Message, MessageStatus
from confman.mail.models.message import UNDELIVERED, MessageQuerySet
from registrations.core.models.invitation import OwnMessage
from registrations.core.models.registration import Registration

ON_THE_WAY = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.SENT, *UNDELIVERED)


def senders(conference: Conference, messages: Sequence[ContactMessage], user: Visitor) -> dict[UUID, Sender]:
    """Return who wrote these messages on their own pages, and the address of their registration. One query.

    For users who may see registrations.
    """
    if not user.has_perm("registrations.view_registrations", conference):
        return {}
    own_messages = OwnMessage.objects.filter(message__in=list(messages), registration__conference=conference)
    return {
        row.message_id: Sender(
            str(row.registration.person.name),
            reverse("registrations_secretariat:registration", args=[conference.slug, row.registration_id]),
        )
        for row in own_messages.select_related("registration__person")
    }


def mails_to(registration: Registration) -> MessageQuerySet:
    """Return the mails of this conference that have left for this person, the latest first."""
    return Message.objects.of(registration.conference).filter(
        recipient=registration.person, status__in=ON_THE_WAY
    )


def write_to_secretariat(registration: Registration, *, subject: str, body: str, language: str) -> OwnMessage:
    """Keep a message for the secretariat's box; the answer is mailed, and shown on the person's page.

    Sent twice it is one message.

    Raises Refused for more in an hour than a person writes.
    """
    person = registration.person
    with transaction.atomic():
        message = receive_message(
            registration.conference,
            name=str(person.name)[:200],
            email=person.mailbox or registration.conference.contact_email,
            subject=subject,
            body=body,
            language=language,
            account=registration.pk,
        )
        return OwnMessage.objects.get_or_create(registration=registration, message=message)[0]
