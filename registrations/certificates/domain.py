"""Certificates of participation: issued only for attendance, and verified by code and surname together.

Also says who still has to get a certificate or its mail, and who cannot, with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.addresses import list_url
from confman.conferences.models import Conference
from confman.conferences.registries import Figure
from confman.documents.domain.builder import build_document
from confman.mail.domain.dispatch import send_to_person
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.models import UNDELIVERED, Message, MessageStatus
from confman.mail.registry import BuiltAttachment
from confman.people.models import Person
from confman.web.errors import Refused
from confman.web.search import fold
from registrations.attendance.domain.share import Attendance, AttendanceReader
from registrations.certificates.mail_kinds import CERTIFICATE, CERTIFICATE_ATTACHMENT
from registrations.certificates.models import Certificate, CertificateQuerySet
from registrations.core.domain.personal_links import registration_link
from registrations.core.domain.settings import settings_of
from registrations.core.domain.ticket_codes import LENGTH, new_ticket_token, read_code
from registrations.core.models.registration import Registration, RegistrationQuerySet


def needed_share(conference: Conference) -> int:
    """Return the share, in per cent, required for a certificate; 0 if any attendance suffices."""
    return settings_of(conference).certificate_share


def reaches_share(attendance: Attendance, needed: int) -> bool:
    """Tell whether someone attended enough. The caller must also require a first record, by `attended()`."""
    return attendance.percent >= needed


def may_have_certificate(registration: Registration) -> bool:
    """Tell whether the person may download it: they attended enough, and the last day is over."""
    conference = registration.conference
    if conference.today() <= conference.ends_on:
        return False
    if not Registration.objects.attended().filter(pk=registration.pk).exists():
        return False
    needed = needed_share(conference)
    return not needed or reaches_share(AttendanceReader(conference).of(registration), needed)


def issue_certificate(registration: Registration, *, by: User, reason: str = "") -> Certificate:
    """Issue a certificate with a number, an unguessable code and the attendance; return an existing one unchanged.

    Raises Refused without any scan or signed sheet of the person, for less than the required share (unless a `reason`
    is given, which is stored), and for a revoked certificate.
    """
    attendance = AttendanceReader(registration.conference).of(registration)
    with transaction.atomic():
        # Locked while the number is assigned, so that no two certificates of a conference share one.
        conference = Conference.objects.select_for_update(no_key=True).get(pk=registration.conference_id)
        current = Registration.objects.with_names().get(pk=registration.pk)
        if existing := Certificate.objects.filter(registration=current).first():
            if existing.revoked_at:
                raise Refused(_("The certificate of %(name)s was revoked.") % {"name": current.person.name})
            return existing
        _check_attendance(current, attendance, reason)
        certificate = Certificate.objects.create(
            registration=current,
            code=new_ticket_token(),
            number=_next_number(conference),
            record=attendance.frozen(),
        )
        record_audit(
            "registrations.certificate_issued",
            by=by,
            conference=conference,
            target=current,
            reason=reason.strip(),
            details={"number": certificate.number, "percent": attendance.percent},
        )
    return certificate


def _check_attendance(registration: Registration, attendance: Attendance, reason: str) -> None:
    name = registration.person.name
    if not Registration.objects.attended().filter(pk=registration.pk).exists():
        raise Refused(
            _("There is no record that %(name)s attended: a certificate rests on a scan or a signed sheet.")
            % {"name": name}
        )
    needed = needed_share(registration.conference)
    if not reason.strip() and not reaches_share(attendance, needed):
        raise Refused(
            _(
                "%(name)s attended %(percent)d per cent (%(attended)s); a certificate is given from %(needed)d per "
                "cent."
            )
            % {"name": name, "percent": attendance.percent, "attended": attendance, "needed": needed}
        )


def _next_number(conference: Conference) -> str:
    issued = Certificate.objects.of(conference).values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in issued), default=0)
    return f"{conference.symbol_prefix or conference.slug.upper()}/C-{last + 1:04}"


def send_certificate(certificate: Certificate, *, by: User, key: str = "") -> Message:
    """Mail it to its holder with a PDF, which is made when the mail is sent. May be sent again.

    The same `key` sends once. Raises Refused if the certificate was revoked or there is no address to write to.
    """
    registration = certificate.registration
    person, conference = registration.person, registration.conference
    if certificate.revoked_at:
        raise Refused(_("The certificate of %(name)s was revoked.") % {"name": person.name})
    with transaction.atomic():
        message = send_to_person(
            CERTIFICATE,
            person=person,
            conference=conference,
            context={"link": registration_link(registration)},
            by=by,
            attachments=[
                GeneratedAttachment(
                    CERTIFICATE_ATTACHMENT,
                    f"{conference.slug}-certificate.pdf",
                    {"registration": str(registration.pk)},
                )
            ],
            idempotency_key=f"certificate:{certificate.pk}:{key}" if key else None,
        )
        if message is None:
            raise Refused(
                _("%(name)s has no e-mail address; the certificate can be printed.") % {"name": person.name}
            )
        if message.pk == certificate.message_id:
            return message
        certificate.message, certificate.mailed_at = message, timezone.now()
        certificate.save(update_fields=["message", "mailed_at"])
        record_audit(
            "registrations.certificate_sent",
            by=by,
            target=registration,
            details={"number": certificate.number},
        )
    return message


def issue_and_send(registration: Registration, *, by: User, key: str = "") -> None:
    """Issue the certificate unless it exists, and mail it unless it was sent. Raises Refused as both do."""
    certificate = issue_certificate(registration, by=by)
    if certificate.mailed_at is None:
        send_certificate(certificate, by=by, key=key)


def send_again(registration: Registration, *, by: User, key: str = "") -> None:
    """Mail a certificate, again or for the first time. Raises Refused if there is none."""
    certificate = Certificate.objects.with_names().filter(registration=registration).first()
    if certificate is None:
        raise Refused(_("%(name)s has no certificate yet.") % {"name": registration.person.name})
    send_certificate(certificate, by=by, key=key)


def build_certificate_attachment(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Return the certificate as PDF, for its mail. Raises Refused if it was revoked or deleted meanwhile."""
    rows = Certificate.objects.of(conference).in_force().with_names()
    certificate = rows.filter(registration=arguments["registration"]).first()
    if certificate is None:
        raise Refused(_("The certificate no longer exists."))
    document = build_document(
        "registrations.certificate",
        conference,
        language=certificate.registration.person.preferred_language(),
        format="pdf",
        options={"registration": arguments["registration"]},
    )
    return BuiltAttachment(document.filename, document.content_type, document.content)


def revoke_certificate(certificate: Certificate, *, by: User, reason: str) -> None:
    """Revoke the certificate, so that it no longer verifies. Safe to repeat. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Please say why the certificate is revoked."))
    with transaction.atomic():
        revoked = Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
            revoked_at=timezone.now()
        )
        if revoked:
            record_audit(
                "registrations.certificate_revoked",
                by=by,
                target=certificate.registration,
                reason=reason,
                details={"number": certificate.number},
            )


def is_genuine(code: str, surname: str) -> Certificate | None:
    """Return the certificate of that code if the surname is its holder's, in any language on record; else None.

    A wrong code and a wrong name are answered alike, and take the same time.
    """
    token = read_code(code)
    certificate = (
        Certificate.objects.filter(code=token, revoked_at=None, registration__person__forgotten_at=None)
        .select_related("registration__person", "registration__conference")
        .first()
        if len(token) == LENGTH
        else None
    )
    folded = " ".join(fold(surname).split())
    surnames = surnames_of(certificate.registration.person) if certificate else {"\x00"}
    matches = [constant_time_compare(folded, name) for name in surnames]
    return certificate if folded and any(matches) else None


def surnames_of(person: Person) -> set[str]:
    """Return the folded surname if it is on record, else the words of the name, one of which it is."""
    names: set[str] = set()
    for language, full_name in dict(person.name).items():
        family = dict(person.family_name).get(language, "")
        names |= {" ".join(fold(family).split())} if family else set(fold(full_name).split())
    return names - {""} or {"\x00"}


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
