"""Passport data, only for authorized users, every look recorded in the history; the host's security list.

The list has what its services need and nothing else.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.texts import at_beginning, in_document
from confman.translation.countries import nationality_name
from registrations.core.domain.names import by_name, sorted_name
from registrations.core.models.registration import Mode, Registration, Vetting
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta
from registrations.questionnaire.domain.sealed_data import PERMISSION, own_protected, read_protected_of
from registrations.questionnaire.models import FieldType, FormField


@dataclass(frozen=True)
class Passport:
    """The passport data in a document; '' and None for questions that were not answered."""

    number: str = ""
    nationality: str = ""
    born_on: dt.date | None = None
    valid_until: dt.date | None = None


def passports_of(
    conference: Conference, rows: Sequence[Registration], *, by: User, reason: str
) -> dict[UUID, Passport]:
    """Map registrations to the passports given; every look is in the history, with `reason`.

    Empty where nobody asks (`by` None, as when a Word template is tried) or the user may not look. Looking at
    one's own is not recorded. Three queries.
    """
    if by is None or not rows:
        return {}
    if not by.has_perm(PERMISSION, conference):
        return _own_passports(rows, by)
    key = (
        FormField.objects.of(conference).filter(type=FieldType.PASSPORT).values_list("key", flat=True).first()
    )
    if key is None:
        return {}
    answers_by_registration = read_protected_of(conference, rows, by=by, reason=reason)
    return {
        pk: _passport(answers[key]) for pk, answers in answers_by_registration.items() if answers.get(key)
    }


def _own_passports(rows: Sequence[Registration], by: User) -> dict[UUID, Passport]:
    if len(rows) != 1 or not by.has_perm("registrations.use_own_registration", rows[0]):
        return {}
    [row] = rows
    fields = FormField.objects.of(row.conference_id).filter(type=FieldType.PASSPORT)
    values = own_protected(row).get(fields.values_list("key", flat=True).first() or "")
    return {row.pk: _passport(values)} if values else {}


def _passport(values: dict[str, Any]) -> Passport:
    return Passport(
        number=str(values.get("number") or ""),
        nationality=nationality_name(values.get("nationality") or ""),
        born_on=_day(values.get("born_on")),
        valid_until=_day(values.get("valid_until")),
    )


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def build_security_list(
    conference: Conference, *, language: str, options: Mapping[str, Any], by: User
) -> ListDocument:
    """Build the list of everyone approved who comes in person.

    `options`: recipient, purpose, numbers, vetting (a state). Passport numbers are included only where a user
    who may see them asked for them; each look is in the history, with recipient and purpose as its reason.
    """
    registrations = Registration.objects.of(conference).approved().filter(mode=Mode.IN_PERSON)
    if options.get("vetting") in Vetting.values:
        registrations = registrations.filter(vetting=options["vetting"])
    place = by_name(conference, language)
    rows = sorted(registrations.select_related("person"), key=lambda row: place(row.person))
    passports: dict[UUID, Passport] = {}
    if options.get("numbers"):
        reason = _("Security list for %(recipient)s: %(purpose)s") % {
            "recipient": options.get("recipient", ""),
            "purpose": options.get("purpose", ""),
        }
        passports = passports_of(conference, rows, by=by, reason=reason)
    lines = tuple(
        _line(number, row, conference, language, passports.get(row.pk) or Passport())
        for number, row in enumerate(rows, start=1)
    )
    return ListDocument(
        meta=list_meta(conference, language=language, title=_("Security list"), options=options),
        columns=(
            ListColumn("number", _("No."), 12),
            ListColumn("name", pgettext("of a person", "Name"), 70),
            ListColumn("nationality", _("Nationality"), 40),
            *((ListColumn("document", _("Document"), 38),) if options.get("numbers") else ()),
            ListColumn("job_title", _("Function")),
            ListColumn("vetting", _("Vetting"), 36),
        ),
        groups=(ListGroup("", (ListSection("", lines),)),) if lines else (),
        empty=_("Nobody who comes in person is approved yet."),
    )


def _line(
    number: int, row: Registration, conference: Conference, language: str, passport: Passport
) -> dict[str, Any]:
    return {
        "number": number,
        "name": sorted_name(row.person, conference, language, as_recorded=True),
        "nationality": passport.nationality,
        "document": passport.number,
        "job_title": at_beginning(in_document(row.person.job_title, conference, language)),
        "vetting": capfirst(str(row.get_vetting_display())),
    }
