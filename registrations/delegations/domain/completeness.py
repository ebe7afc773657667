"""Name the data that a delegation's members lack, queried once for all of them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from registrations.core.models.registration import Registration
from registrations.delegations.models import PaperKind
from registrations.questionnaire.domain.answer_reader import missing_words


def missing_of_all(registrations: Sequence[Registration]) -> dict[UUID, list[str]]:
    """Return what is missing from each, by id; an empty list if nothing. `registrations` are fetched `with_names()`."""
    answers = missing_words(registrations)
    return {row.pk: [*_basics(row), *answers.get(row.pk, ())] for row in registrations}


def _basics(registration: Registration) -> list[str]:
    """Return missing basics: the person's own confirmation, and what the list of participants requires."""
    missing = []
    if registration.submitted_at is None:
        missing.append(_("has not completed the registration"))
    elif registration.confirmed_at is None:
        missing.append(_("has not confirmed the e-mail"))
    if not registration.person.job_title:
        missing.append(_("function in the institution is missing"))
    return missing


def missing_papers(conference: Conference, sent: Collection[str]) -> list[str]:
    """Return the names of papers that an intergovernmental conference requires; `sent` are the kinds that came."""
    if not conference.is_intergovernmental:
        return []
    kinds = (PaperKind.CREDENTIALS, PaperKind.NOTE_VERBALE)
    return [str(kind.label) for kind in kinds if kind not in sent]
