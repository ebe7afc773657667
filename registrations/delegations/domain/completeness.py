"""What is missing of the members of a delegation, in words; asked once for all of them, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.answer_reader import missing_words


def missing_of_all(registrations: Sequence[Registration]) -> dict[UUID, list[str]]:
    """What is missing of each, by id; an empty list where nothing is. They come `with_names()`."""
    answers = missing_words(registrations)
    return {row.pk: [*_basics(row), *answers.get(row.pk, ())] for row in registrations}


def _basics(registration: Registration) -> list[str]:
    """The person's own word, and what the list of participants cannot do without."""
    missing = []
    if registration.submitted_at is None:
        missing.append(_("has not completed the registration"))
    elif registration.confirmed_at is None:
        missing.append(_("has not confirmed the e-mail"))
    if not registration.person.job_title:
        missing.append(_("function in the institution is missing"))
    return missing
