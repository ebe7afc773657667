"""People who still have to get a certificate or its mail, and those who cannot, with the reason."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from confman.conferences.addresses import list_url
from confman.conferences.models import Conference
from confman.conferences.registries import Figure
from confman.mail.models import MessageStatus
from confman.mail.models.message import UNDELIVERED
from registrations.attendance.domain.share import Attendance, AttendanceReader
from registrations.certificates.domain.certificates import needed_share, reaches_share
from registrations.certificates.models import Certificate, CertificateQuerySet
from registrations.core.models.registration import Registration, RegistrationQuerySet


@dataclass(frozen=True)
class InsufficientAttendance:
    """A person who attended, but not enough."""

    registration: Registration
    attendance: Attendance


@dataclass(frozen=True)
class NotSent:
    """A certificate that its holder has not received by mail."""

    certificate: Certificate
    why: str


def without_certificate(conference: Conference) -> RegistrationQuerySet:
    """Return those who attended and have no certificate, by name, for issuing them all at once."""
    attended = Registration.objects.of(conference).attended().with_names()
    return attended.filter(certificate=None).order_by("person__sort_key", "id")


def reached_and_below(conference: Conference) -> tuple[list[Registration], list[InsufficientAttendance]]:
    """List, by name, those who attended and have no certificate: those who may have one, and those below the share."""
    rows = list(without_certificate(conference))
    needed = needed_share(conference)
    if not rows or not needed:
        return rows, []
    attended = AttendanceReader(conference).all()
    nothing = Attendance(basis="")
    recipients, below = [], []
    for row in rows:
        attendance = attended.get(row.pk, nothing)
        if reaches_share(attendance, needed):
            recipients.append(row)
        else:
            below.append(InsufficientAttendance(row, attendance))
    return recipients, below


def to_mail(conference: Conference) -> CertificateQuerySet:
    """Return certificates that were never mailed, or whose mail failed, by the holder's name."""
    never = Q(mailed_at=None) | Q(message__status__in=(*UNDELIVERED, MessageStatus.CANCELLED))
    rows = Certificate.objects.of(conference).in_force().filter(never).with_names()
    return rows.order_by("registration__person__sort_key", "id")


def not_sent(conference: Conference) -> list[NotSent]:
    """Return each of them with the reason."""
    return [NotSent(row, _reason(row)) for row in to_mail(conference)]


def _reason(certificate: Certificate) -> str:
    if not certificate.registration.person.mailbox:
        return _("There is no e-mail address.")
    if certificate.message is None:
        return _("It has not been sent yet.")
    if certificate.message.status == MessageStatus.CANCELLED:
        return _("The mail was cancelled.")
    error = certificate.message.last_error.strip().splitlines()
    return _("The mail failed: %(error)s") % {"error": error[-1][:200] if error else "?"}


def certificate_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return how many attended and have no certificate, after the conference."""
    if conference.phase() != "after" or not may("registrations.issue_certificates"):
        return []
    page = list_url(conference, "registrations_secretariat:certificate-list")
    return [Figure(_("Without a certificate"), without_certificate(conference).count(), page)]
