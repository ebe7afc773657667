"""The personal data in the outbox: mails that were written to a person; and mails deleted for good."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, UUIDField
from django.utils.translation import ngettext

from confman.accounts.models import User, Visitor
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.mail.models import Message, MessageAttachment, MessageQuerySet
from confman.people.models import Person
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


# Mails on the page of a person.
SHOWN = 8

_first_of: CompiledQuery[Message] = CompiledQuery(
    lambda conference, person: Message.objects.filter(
        conference=conference, recipient=person
    ).undelivered_first()[:SHOWN],
    UUIDField(),
    UUIDField(),
)


def _about(person: Person) -> MessageQuerySet:
    return Message.objects.filter(conference_id=person.conference_id, recipient=person)


def collect_messages(person: Person) -> list[dict[str, Any]]:
    """List every mail to the person, as it was sent."""
    return [
        {
            "written": message.created_at.isoformat(),
            "sent": message.sent_at.isoformat() if message.sent_at else None,
            "to": message.to,
            "subject": message.shown_subject,
            "text": message.shown_text,
        }
        for message in _about(person).order_by("created_at")
    ]


@transaction.atomic
def erase_messages(person: Person, *, by: User) -> None:
    """Delete the mails with their attachments, sent or not: an erased person gets no more mail."""
    delete_messages(_about(person))


def move_messages(kept: Person, merged: Person, *, by: User) -> None:
    """Give the mails of the merged person to the one who is kept."""
    Message.objects.filter(recipient=merged).update(recipient=kept)


def summarize_messages(people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return how many mails were written to each person, in words."""
    recipients = Message.objects.filter(recipient__in=people).order_by().values_list("recipient")
    return {
        person: [ngettext("%(count)d mail", "%(count)d mails", number) % {"count": number}]
        for person, number in recipients.annotate(number=Count("pk"))
    }


def messages_to(person: Person, user: Visitor) -> dict[str, Any] | None:
    """Return mails to the person in every state for their page, those that did not arrive first; None without any.

    `may_retry` tells whether the user may send the latter again.
    """
    messages = _first_of.all(person.conference_id, person.pk)
    if not messages:
        return None
    conference = person.conference
    may_retry = user.has_perm("mail.manage_outbox", conference) and not conference.is_sample
    return {"messages": messages, "may_retry": may_retry}
