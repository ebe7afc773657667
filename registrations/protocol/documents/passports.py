"""Passport data for the documents of protocol: only for authorized users, every look recorded in the history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.nationalities import nationality_name
from registrations.core.models.registration import Registration
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
