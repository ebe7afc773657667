"""What a participant writes to the secretariat from their own page, and its answer."""

from __future__ import annotations

from django.db import transaction

from confman.conferences.domain.contact import receive_message
from registrations.models import OwnMessage, Registration


def write_to_secretariat(registration: Registration, *, subject: str, body: str, language: str) -> OwnMessage:
    """Keep a message for the secretariat's box; the answer goes by mail, and stands on the person's page.

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
            address=f"registration {registration.pk}",
        )
        return OwnMessage.objects.create(registration=registration, message=message)
