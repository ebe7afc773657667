"""Renews personal links of participants and focal points: invalidates the old link and mails the new one.

What depends on the old link ends with it. A calendar's address is also renewed by itself.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.mail.models import Message
from confman.people.domain.links import may_mail_a_link
from registrations.core.domain.mails import send_focal_point_mail, send_registration_mail
from registrations.core.models.delegation import FocalPoint
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
