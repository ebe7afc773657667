"""Single-use invitations: whether one is open, and using it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.web.errors import Refused
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration


def use_invitation(registration: Registration) -> bool:
    """Mark the registration's invitation as used and return whether it skips the review; False if it has none.

    Raises Refused if the invitation is closed: of two browsers with the same link, one succeeds. The caller's
    transaction rolls it back with everything else.
    """
    invitation = Invitation.objects.filter(registration=registration).first()
    if invitation is None:
        return False
    now = timezone.now()
    updated = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now).update(
        used_at=now
    )
    if not updated:
        invitation.refresh_from_db()
        raise Refused(why_closed(invitation) or _("This invitation is closed."))
    return invitation.skips_review


def why_invitation_closed(registration: Registration) -> str:
    """Return why an invited person can no longer complete the registration; '' while they can."""
    if not registration.is_invited:
        return ""
    invitation = Invitation.objects.filter(registration=registration).first()
    return why_closed(invitation) if invitation else ""


def why_closed(invitation: Invitation) -> str:
    """Return a sentence for the holder of the link: used or expired; '' while it is open."""
    conference = invitation.registration.conference
    if invitation.used_at:
        return _(
            "This invitation was used on %(moment)s, and opens once only. To come to your registration, have the "
            "link to your own page sent to you."
        ) % {"moment": date_format(conference.local(invitation.used_at), "DATETIME_FORMAT")}
    if invitation.expires_at <= timezone.now():
        return _(
            "This invitation was open until %(moment)s. If you still wish to take part, please ask the secretariat "
            "for a new one."
        ) % {"moment": date_format(conference.local(invitation.expires_at), "DATETIME_FORMAT")}
    return ""
