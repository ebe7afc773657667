"""What the outbox holds on a person: what was written to them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from confman.mail.models import Message, MessageAttachment
from confman.people.models import Person


def _about(person: Person) -> QuerySet[Message]:
    return Message.objects.filter(conference_id=person.conference_id).filter(Q(recipient=person))


def collect_messages(person: Person) -> list[dict[str, Any]]:
    """Every mail to the person, as it was sent."""
    return [
        {
            "written": message.created_at.isoformat(),
            "sent": message.sent_at.isoformat() if message.sent_at else None,
            "to": message.to,
            "subject": message.subject,
            "text": message.body_text,
        }
        for message in _about(person).order_by("created_at")
    ]


def erase_messages(person: Person, *, by: Any) -> None:
    """Delete the mails with their attachments, sent or not: nothing more goes to who was forgotten."""
    with transaction.atomic():
        files = [
            attachment.file
            for attachment in MessageAttachment.objects.filter(message__in=_about(person)).exclude(file="")
        ]
        _about(person).delete()
        transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


def move_messages(kept: Person, merged: Person, *, by: Any) -> None:
    """After a merge the mails belong to the person who is kept."""
    Message.objects.filter(recipient=merged).update(recipient=kept)
