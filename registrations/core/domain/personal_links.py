"""Links that need no account: single-use invitations, and the personal links of participants and focal points."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, UUIDField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.signed_links import LinkExpired, LinkInvalid, make_token, read_token
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.web.database.rows import Row, row_or_none
from confman.web.errors import Refused
from registrations.core.models.delegation import FocalPoint
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


REGISTRATION = "registration"
FOCAL_POINT = "focal-point"
CALENDAR = "participant-calendar"
INVITATION = "invitation"


def registration_link(registration: Registration) -> str:
    """Return the full address of a participant's page, for a mail."""
    token = make_token(REGISTRATION, registration.pk, registration.link_version)
    return settings.BASE_URL + reverse(
        "registrations_portal:link", args=[registration.conference.slug, token]
    )


def focal_point_link(focal_point: FocalPoint, conference: Conference) -> str:
    """Return the full address of a focal point's page, for a mail."""
    token = make_token(FOCAL_POINT, focal_point.pk, focal_point.link_version)
    return settings.BASE_URL + reverse("registrations_delegation:link", args=[conference.slug, token])


def calendar_token(registration: Registration) -> str:
    """Return the secret part of the address of a participant's calendar; a new version revokes it."""
    return make_token(CALENDAR, registration.pk, registration.calendar_version)


def read_calendar_token(conference: Conference, token: str) -> Registration:
    """Return the registration whose calendar it is.

    Raises LinkInvalid, also if the registration is over.
    """
    rows = Registration.objects.of(conference).alive().with_names()
    return _row_of(CALENDAR, token, rows, version="calendar_version")


def invitation_link(invitation: Invitation) -> str:
    """Return the full address by which an invited person registers, once."""
    token = make_token(INVITATION, invitation.pk, invitation.link_version)
    slug = invitation.registration.conference.slug
    return settings.BASE_URL + reverse("registrations_portal:invitation", args=[slug, token])


class LinkUsed(LinkInvalid):
    """The link was used already: the reader is redirected to their own page."""


def read_invitation_link(conference: Conference, token: str) -> Invitation:
    """Return the open invitation of a link. Raises as `open_invitation` does."""
    subject = read_token(INVITATION, token)
    return open_invitation(conference, subject.id, subject.version)


def open_invitation(conference: Conference, key: UUID, version: int) -> Invitation:
    """Return the invitation opened by a link of this version.

    Raises LinkUsed, LinkExpired, or LinkInvalid: revoked, of another conference, or the registration is over.
    """
    invitation = (
        Invitation.objects.filter(registration__conference=conference, pk=key)
        .select_related(*(f"registration__{name}" for name in ("conference", "person__contact", "category")))
        .first()
    )
    if invitation is None:
        raise LinkInvalid(_missing_text())
    if invitation.used_at:
        raise LinkUsed(why_closed(invitation))
    if version != invitation.link_version:
        raise LinkInvalid(
            _(
                "This invitation was withdrawn, or replaced by a newer one. Please use the link in the latest mail, "
                "or write to the secretariat."
            )
        )
    if reason := why_closed(invitation):
        raise LinkExpired(reason)
    if not invitation.registration.is_invited:
        raise LinkInvalid(
            _("The registration this invitation was for is over. Please write to the secretariat.")
        )
    return invitation


_by_id = CompiledQuery(
    lambda conference, key: Registration.objects.of(conference).filter(pk=key), UUIDField(), UUIDField()
)


def read_registration_link(conference: Conference, token: str) -> Registration:
    """Return the registration of a link. Raises LinkInvalid, also for one of another conference."""
    subject = read_token(REGISTRATION, token)
    registration = _require(_by_id.get_or_none(conference.pk, subject.id))
    subject.require_version(registration.link_version)
    registration.conference = conference
    return registration


def read_focal_point_link(conference: Conference, token: str) -> FocalPoint:
    """Return the focal point of a link. Raises LinkInvalid, also for one of another conference."""
    rows = FocalPoint.objects.filter(delegation__conference=conference)
    return _row_of(FOCAL_POINT, token, rows.select_related("delegation", "person"))


def _row_of(kind: str, token: str, rows: QuerySet[Row], *, version: str = "link_version") -> Row:
    """Return the row that the token of a link names. Raises LinkInvalid, also for an earlier link."""
    subject = read_token(kind, token)
    row = _require(row_or_none(rows.filter(pk=subject.id)))
    subject.require_version(getattr(row, version))
    return row


def _require(row: Row | None) -> Row:
    if row is None:
        raise LinkInvalid(_missing_text())
    return row


def _missing_text() -> str:
    return _("This link no longer leads anywhere. Please write to the secretariat.")
