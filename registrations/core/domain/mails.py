"""Mails to participants and focal points."""

from django.utils import timezone
from django.utils.formats import date_format

from confman.accounts.models import User
from confman.accounts.system_users import is_system_user
from confman.conferences.access import is_team
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import send_to_person
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.registry import mail_kinds
from confman.translation.languages import reading_in
from registrations.core.domain.personal_links import focal_point_link, invitation_link, registration_link
from registrations.core.mail_kinds import TICKET_ATTACHMENT, RegistrationMail
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration


def send_registration_mail(
    kind: str,
    registration: Registration,
    *,
    by: User,
    reason: str = "",
    key: str = "",
    from_stranger: bool | None = None,
) -> None:
    """Queue the mail `registrations.<kind>` to the person, in the verb's transaction; nothing without an address.

    `key` makes repeated requests one mail. `from_stranger`: mailbox and delegation get only a few such mails an hour.
    By default this applies to mails about a focal point's nomination: the nominee has not asked for them, and the name
    may be anything.
    """
    conference, person = registration.conference, registration.person
    # It is the same, and need not be read again.
    person.conference = conference
    mail = mail_kinds.get(f"registrations.{kind}")
    assert isinstance(mail, RegistrationMail), kind
    if from_stranger is None:
        from_stranger = mail.is_nomination and not _is_team_member(by, conference)
    with reading_in(person.preferred_language(), *conference.languages):
        link, until = registration_link(registration), registration.offered_until
        if mail.is_invitation:
            invitation = Invitation.objects.get(registration=registration)
            link, until = invitation_link(invitation), invitation.expires_at
        context = {
            "link": link,
            "category": str(registration.category.name),
            "delegation": str(registration.delegation.name) if registration.delegation else "",
            "reason": reason,
            "until": date_format(conference.local(until), "DATETIME_FORMAT") if until else "",
        }
    attachments = []
    if mail.attaches_ticket:
        arguments = {"registration": str(registration.pk), "language": person.preferred_language()}
        attachments = [GeneratedAttachment(TICKET_ATTACHMENT, f"{conference.slug}-ticket.pdf", arguments)]
    send_to_person(
        mail.key,
        person=person,
        conference=conference,
        context=context,
        by=by,
        attachments=attachments,
        idempotency_key=f"{mail.key}:{registration.pk}:{key}" if key else None,
        nameless=mail.is_nameless,
        from_stranger=from_stranger,
        turns={"nomination": {"delegation": registration.delegation_id}}
        if registration.delegation_id
        else {},
    )


def _is_team_member(by: User, conference: Conference) -> bool:
    """Tell whether the user is a member of the team, or a system user."""
    return is_team(by, conference) or (by.is_system and not is_system_user(by, "participant"))


def send_focal_point_mail(focal_point: FocalPoint, *, by: User) -> None:
    """Queue the mail with the link to the delegation's page."""
    conference = focal_point.delegation.conference
    send_to_person(
        "registrations.focal_point",
        person=focal_point.person,
        conference=conference,
        context={
            "link": focal_point_link(focal_point, conference),
            "delegation": focal_point.delegation.name,
        },
        by=by,
    )


def ten_minutes() -> str:
    """Return a key that limits a mail to one per mailbox in ten minutes, however often a form is sent."""
    return timezone.now().strftime("%Y%m%d%H%M")[:-1]
