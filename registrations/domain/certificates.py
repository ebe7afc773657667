"""Certificates of participation: given on attendance alone, and verified by code and surname together."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.mail.domain import send_to_person
from confman.mail.registry import MailKind, Placeholder
from confman.people.models import Person
from confman.web.errors import Refused
from confman.web.search import fold
from registrations.domain.links import registration_link
from registrations.domain.tickets import LENGTH, new_ticket_token, read_code
from registrations.models import Certificate, Registration, RegistrationQuerySet

KIND = MailKind(
    key="registrations.certificate",
    label=gettext_lazy("The certificate is ready"),
    audience=gettext_lazy("participants who attended"),
    subject=gettext_lazy("Your certificate: {conference}"),
    body=gettext_lazy(
        "{greeting},\n\n"
        "thank you for taking part in {conference}. Your certificate is ready; you find it among the documents on your "
        "page.\n\n"
        "[Open my page]({link})"
    ),
    placeholders=(
        Placeholder("link", gettext_lazy("the person's own page"), "https://example.org/…/me/link/…"),
    ),
    position=130,
)


def may_have_certificate(registration: Registration) -> bool:
    """Whether the person may take it themselves: they attended, and the last day is over."""
    conference = registration.conference
    if conference.today() <= conference.ends_on:
        return False
    return Registration.objects.attended().filter(pk=registration.pk).exists()


def issue_certificate(registration: Registration, *, by: Any, notify: bool = False) -> Certificate:
    """Give the certificate, with a number and a code nobody can guess. Issued before: returned as it is.

    Raises Refused where no scan or signed sheet says that the person was there, or it was revoked.
    """
    with transaction.atomic():
        # Held while the number is given: no two certificates of a conference have the same.
        conference = Conference.objects.select_for_update(no_key=True).get(pk=registration.conference_id)
        current = Registration.objects.with_names().get(pk=registration.pk)
        if had := Certificate.objects.filter(registration=current).first():
            if had.revoked_at:
                raise Refused(_("The certificate of %(name)s was revoked.") % {"name": current.person.name})
            return had
        if not Registration.objects.attended().filter(pk=current.pk).exists():
            raise Refused(
                _(
                    "There is no record that %(name)s attended: a certificate rests on a scan or a signed sheet."
                )
                % {"name": current.person.name}
            )
        issued = Certificate.objects.filter(registration__conference=conference)
        last = max(
            (int(number.rpartition("-")[2]) for number in issued.values_list("number", flat=True)), default=0
        )
        certificate = Certificate.objects.create(
            registration=current,
            code=new_ticket_token(),
            number=f"{conference.symbol_prefix or conference.slug.upper()}/C-{last + 1:04}",
        )
        record_audit(
            "registrations.certificate_issued",
            by=by,
            conference=conference,
            target=current,
            details={"number": certificate.number},
        )
        if notify:
            send_to_person(
                KIND.key,
                person=current.person,
                conference=conference,
                context={"link": registration_link(current)},
                by=by,
            )
    return certificate


def without_certificate(conference: Conference) -> RegistrationQuerySet:
    """Who attended and has none yet, by name: to whom certificates are issued in one act (domain.bulk)."""
    attended = Registration.objects.of(conference).attended()
    return attended.filter(certificate=None).order_by("person__sort_key", "id")


def revoke_certificate(certificate: Certificate, *, by: Any, reason: str) -> None:
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
                conference=certificate.registration.conference,
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
