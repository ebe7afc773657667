"""Visa-support letters: entered in the register of correspondence, so that each has its number and signatory."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.translation.reading_language import reading_in
from confman.web.errors import Refused
from registrations.core.domain.row_locks import lock_all
from registrations.core.models.arrangements import VisaCase, VisaStatus
from registrations.core.models.registration import Registration
from registrations.correspondence.domain.correspondence import register_letter
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Signatory
from registrations.protocol.domain.arrangements import save_visa

VISA_LETTER = "visa"


def write_visa_letters(
    registrations: Iterable[Registration], *, language: str, signatory: Signatory | None, by: User
) -> list[Correspondence]:
    """Enter a letter in this language for each in the register; an existing letter and its number are kept.

    The case of a participant who needs a visa moves to "supporting letter sent". Raises Refused if
    someone is not approved; nothing is written then.
    """
    rows = list(registrations)
    for row in rows:
        if not row.is_approved:
            raise Refused(
                _("%(name)s is not approved, so there is nothing to support.") % {"name": row.person.name}
            )
    letters = []
    with transaction.atomic():
        # Locked, so that of two who write at once one finds the letters of the other.
        lock_all(Registration.objects.filter(pk__in=[row.pk for row in rows]))
        letters_by_registration = {
            letter.registration_id: letter
            for letter in Correspondence.objects.filter(
                registration__in=rows, kind=VISA_LETTER, language=language, struck_out_at=None
            ).order_by("-created_at")
        }
        cases = {case.registration_id: case for case in VisaCase.objects.filter(registration__in=rows)}
        for row in rows:
            case = cases.get(row.pk)
            letters.append(
                letters_by_registration.get(row.pk) or _register(row, case, language, signatory, by)
            )
            if case is None or case.state == VisaStatus.NEEDED:
                save_visa(row, by=by, state=VisaStatus.LETTER_SENT)
    return letters


def _register(
    row: Registration, case: VisaCase | None, language: str, signatory: Signatory | None, by: User
) -> Correspondence:
    conference = row.conference
    with reading_in(language, *conference.languages):
        # More people may read the register than may know who needs a visa: it names nobody.
        subject = _("Visa support for a participant of %(conference)s") % {"conference": conference.title}
        recipient = (case.consulate if case else "") or _("the competent consular authorities")
        return register_letter(
            conference,
            direction=CorrespondenceDirection.OUT,
            subject=str(subject),
            by=by,
            kind=VISA_LETTER,
            language=language,
            recipient=str(recipient),
            signatory=signatory,
            registration=row,
        )
