"""Personal data in surveys: give it, erase it, move it when two records become one; the time it is kept."""

from typing import Any

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person
from registrations.questionnaire.domain.personal_data import EVENT_LASTS
from registrations.surveys.domain.lifecycle import cut_off_expired_codes
from registrations.surveys.domain.responses import code_of, own_response
from registrations.surveys.models import SurveyInvitation, SurveyResponse


def collect_surveys(person: Person) -> list[dict[str, Any]]:
    """Return the surveys they were asked, and whether they answered; under a code also what, while that is known."""
    rows = SurveyInvitation.objects.filter(registration__person=person).select_related(
        "survey__conference", "survey__paired_with", "registration"
    )
    entries = []
    for row in rows:
        entry: dict[str, Any] = {
            "survey": dict(row.survey.title),
            "invited by mail on": row.mailed_on,
            "reminded on": row.reminded_on,
            "answered on": row.answered_on,
            "kept": "anonymously" if row.survey.is_anonymous else "under a code",
        }
        response = own_response(row.survey, row.registration)
        if response is not None:
            entry |= {"code": response.code, "answers": response.answers_by_key()}
        entries.append(entry)
    return entries


def erase_surveys(person: Person, *, by: User) -> None:
    """Erase that they were asked and answered, and the code of their responses; anonymous answers stay."""
    rows = SurveyInvitation.objects.filter(registration__person=person).select_related(
        "survey__paired_with", "registration"
    )
    for row in rows:
        if code := code_of(row.survey, row.registration):
            SurveyResponse.objects.filter(survey=row.survey, code=code).update(code="", submitted_on=None)
    rows.delete()


def erase_expired_codes(conference: Conference, *, by: User) -> int:
    """Destroy the codes a month after the last day, so that nobody can say any more whose an answer is."""
    return cut_off_expired_codes(conference, by=by, on_or_before=conference.today() - EVENT_LASTS)


def count_practice_responses(conference: Conference) -> int:
    return SurveyResponse.objects.filter(survey__conference=conference, is_practice=True).count()


def clear_practice_responses(conference: Conference, *, by: User) -> None:
    """Delete the trial responses; the note that a person answered goes with their practice registration."""
    SurveyResponse.objects.filter(survey__conference=conference, is_practice=True).delete()
