"""From people's own pages: personal links renewed by mail, messages to the secretariat, and its answers."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.contact import Sender, receive_message
from confman.conferences.models import Conference, ContactMessage
from confman.mail.models import UNDELIVERED, Message, MessageQuerySet, MessageStatus
from confman.people.domain.links import may_mail_a_link
from registrations.core.domain.mails import send_focal_point_mail, send_registration_mail
from registrations.core.models.delegation import FocalPoint, OwnMessage
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.enrolment import kind_with_link


def renew_calendar(registration: Registration, *, by: User) -> None:
    """Give a participant's calendar a new secret address; the old one stops working."""
    with transaction.atomic():
        record_audit("registrations.calendar_renewed", by=by, target=registration)
        _end_calendar(registration)


def registration_link_renewed(registration: Registration, *, by: User, asked: bool) -> bool:
    """End the invitation and the calendar's address given out, and mail the new link; tell whether it was mailed."""
    _end_calendar(registration)
    invitations = Invitation.objects.filter(registration=registration, used_at=None)
    invitations.update(link_version=F("link_version") + 1)
    kind, person = kind_with_link(registration), registration.person
    if registration.is_invited:
        kind = "invited" if invitations.filter(expires_at__gt=timezone.now()).exists() else ""
    elif registration.is_over or (kind == "nominated" and not person.email):
        kind = ""
    if not kind or not (asked or _was_written_to(registration)) or not may_mail_a_link(person.mailbox):
        return False
    registration.refresh_from_db(fields=["calendar_version"])
    send_registration_mail(kind, registration, by=by)
    return True


def focal_point_link_renewed(focal_point: FocalPoint, *, by: User, asked: bool) -> bool:
    """Mail the new link; tell whether it was mailed."""
    if not (asked or _was_written_to(focal_point)) or not may_mail_a_link(focal_point.person.mailbox):
        return False
    send_focal_point_mail(focal_point, by=by)
    return True


def _end_calendar(registration: Registration) -> None:
    Registration.objects.filter(pk=registration.pk).update(calendar_version=F("calendar_version") + 1)


def _was_written_to(row: Registration | FocalPoint) -> bool:
    prefix = "registrations.focal_point" if isinstance(row, FocalPoint) else "registrations."
    return Message.objects.filter(recipient=row.person_id, key__startswith=prefix).exists()


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
