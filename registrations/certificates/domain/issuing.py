"""Certificates of participation: given on attendance alone, and verified by code and surname together."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.build import build_document
from confman.mail.domain.dispatch import send_to_person
from confman.mail.domain.queue import MadeAttachment
from confman.mail.models import Message
from confman.mail.registry import BuiltAttachment
from confman.people.models import Person
from confman.web.errors import Refused
from confman.web.search import fold
from registrations.attendance.domain.share import Attendance, AttendanceReader
from registrations.certificates.mail_kinds import CERTIFICATE, CERTIFICATE_ATTACHMENT
from registrations.certificates.models import Certificate
from registrations.core.domain.personal_links import registration_link
from registrations.core.domain.ticket_codes import LENGTH, new_ticket_token, read_code
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings


def needed_share(conference: Conference) -> int:
    """The share, in per cent, from which a certificate is given; 0 where any attendance will do."""
    return RegistrationSettings.objects.for_conference(conference).certificate_share


def reaches_share(attendance: Attendance, needed: int) -> bool:
    """Whether what somebody attended is enough. The first record is always asked for, by `attended()`."""
    return attendance.percent >= needed


def may_have_certificate(registration: Registration) -> bool:
    """Whether the person may take it themselves: they attended, as much as is asked, and the last day is over."""
    conference = registration.conference
    if conference.today() <= conference.ends_on:
        return False
    if not Registration.objects.attended().filter(pk=registration.pk).exists():
        return False
    needed = needed_share(conference)
    return not needed or reaches_share(AttendanceReader(conference).of(registration), needed)


def issue_certificate(registration: Registration, *, by: User, reason: str = "") -> Certificate:
    """Give the certificate, with a number, a code nobody can guess, and what was attended. Issued before: as it is.

    Raises Refused where no scan or signed sheet says that the person was there, where they attended less than the
    share that the conference asks for (unless a `reason` is given, which is kept), or where it was revoked.
    """
    attendance = AttendanceReader(registration.conference).of(registration)
    with transaction.atomic():
        # Held while the number is given: no two certificates of a conference have the same.
        conference = Conference.objects.select_for_update(no_key=True).get(pk=registration.conference_id)
        current = Registration.objects.with_names().get(pk=registration.pk)
        if had := Certificate.objects.filter(registration=current).first():
            if had.revoked_at:
                raise Refused(_("The certificate of %(name)s was revoked.") % {"name": current.person.name})
            return had
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
            _("%(name)s attended %(percent)d %% (%(attended)s); a certificate is given from %(needed)d %%.")
            % {"name": name, "percent": attendance.percent, "attended": attendance, "needed": needed}
        )


def _next_number(conference: Conference) -> str:
    issued = Certificate.objects.of(conference).values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in issued), default=0)
    return f"{conference.symbol_prefix or conference.slug.upper()}/C-{last + 1:04}"


def send_certificate(certificate: Certificate, *, by: User, key: str = "") -> Message:
    """Mail it to its holder, attached as PDF, which is made when the mail goes out. May be sent again at will.

    The same `key` sends once. Raises Refused where it was revoked or there is no address to write to.
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
                MadeAttachment(
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
    """Give the certificate where there is none, and mail it where it never was. Raises Refused as both do."""
    certificate = issue_certificate(registration, by=by)
    if certificate.mailed_at is None:
        send_certificate(certificate, by=by, key=key)


def send_again(registration: Registration, *, by: User, key: str = "") -> None:
    """Mail somebody's certificate, once more or for the first time. Raises Refused where there is none."""
    certificate = Certificate.objects.with_names().filter(registration=registration).first()
    if certificate is None:
        raise Refused(_("%(name)s has no certificate yet.") % {"name": registration.person.name})
    send_certificate(certificate, by=by, key=key)


def build_certificate_attachment(conference: Any, arguments: dict[str, Any]) -> BuiltAttachment:
    """The certificate as PDF, for its mail. Raises Refused where it was revoked or taken away meanwhile."""
    rows = Certificate.objects.of(conference).in_force().with_names()
    certificate = rows.filter(registration=arguments["registration"]).first()
    if certificate is None:
        raise Refused(_("There is no certificate any more."))
    made = build_document(
        "registrations.certificate",
        conference,
        language=certificate.registration.person.preferred_language(),
        format="pdf",
        options={"registration": arguments["registration"]},
    )
    return BuiltAttachment(made.filename, made.content_type, made.content)


def revoke_certificate(certificate: Certificate, *, by: User, reason: str) -> None:
    """From now on it is not verified. Safe to repeat. Raises Refused without a reason."""
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
    """The certificate of that code, where the surname is its holder's, in any language of the record; else None.

    A wrong code and a wrong name are answered alike, by the same work.
    """
    token = read_code(code)
    found = (
        Certificate.objects.filter(code=token, revoked_at=None, registration__person__forgotten_at=None)
        .select_related("registration__person", "registration__conference")
        .first()
        if len(token) == LENGTH
        else None
    )
    typed = " ".join(fold(surname).split())
    known = surnames_of(found.registration.person) if found else {"\x00"}
    matches = [constant_time_compare(typed, name) for name in known]
    return found if typed and any(matches) else None


def surnames_of(person: Person) -> set[str]:
    """Folded: the surname where it is on record, else the words of the name, one of which it is."""
    names: set[str] = set()
    for language, whole in dict(person.name).items():
        family = dict(person.family_name).get(language, "")
        names |= {" ".join(fold(family).split())} if family else set(fold(whole).split())
    return names - {""} or {"\x00"}
