"""Answering a survey. Responses are kept without a link from the person to the answers."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.web.errors import Refused
from registrations.core.domain.small_cells import suppress
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain import questions as q
from registrations.surveys.domain.lifecycle import audience_of
from registrations.surveys.domain.polls import answered_of, save_poll_answers
from registrations.surveys.domain.scores import Score, score_of
from registrations.surveys.models import (
    GroupDimension,
    Survey,
    SurveyInvitation,
    SurveyQuestionType,
    SurveyResponse,
    SurveyStatus,
)

T = SurveyQuestionType


# No dimension has a group of this name.
OTHER = "others-together"
# The path from a registration to each dimension.
GROUP_PATHS = {
    GroupDimension.CATEGORY: "category_id",
    GroupDimension.SEX: "person__sex",
    GroupDimension.SECTOR: "person__sector",
    GroupDimension.DELEGATION_KIND: "delegation__kind",
}
# Crockford's alphabet, without letters that are mistaken for digits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 10


def code_of(survey: Survey, registration: Registration) -> str:
    """Return the code under which this person answers this survey and its pair; '' where there is none.

    It can be computed only with the survey's secret and this installation's key: neither the database alone
    nor a respondent's name reveals it. Ten characters, 50 bits.
    """
    source = survey.code_source
    if survey.is_anonymous or not source.secret:
        return ""
    key = f"{settings.SECRET_KEY}\x1f{source.secret}".encode()
    number = int.from_bytes(hmac.new(key, str(registration.pk).encode(), hashlib.sha256).digest()[:8], "big")
    letters = "".join(_ALPHABET[number >> 5 * position & 31] for position in range(_CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def has_answered(survey: Survey, registration: Registration) -> bool:
    """Tell whether this person is on record as having answered it."""
    rows = SurveyInvitation.objects.filter(survey=survey, registration=registration)
    return rows.exclude(answered_on=None).exists()


def is_asked(survey: Survey, registration: Registration) -> bool:
    """Tell whether the survey is for this person. One query."""
    return audience_of(survey).filter(pk=registration.pk).exists()


def why_not_open(survey: Survey) -> str:
    """Return why it cannot be answered now, in a sentence; empty if it can."""
    if survey.is_answerable:
        return ""
    if survey.is_over:
        return _("This survey is closed. Thank you for your interest.")
    if survey.state == SurveyStatus.OPEN and survey.opens_at:
        opens = date_format(survey.conference.local(survey.opens_at), "DATETIME_FORMAT")
        return _("This survey opens on %(moment)s.") % {"moment": opens}
    return _("This survey is not open yet.")


def submit_response(
    survey: Survey,
    registration: Registration,
    values: Mapping[str, Any],
    questions: Sequence[q.Question],
    *,
    language: str,
) -> bool:
    """Save the answers to `questions`; return False, saving nothing, where they were sent before.

    Raises Refused if the survey is not open, is not for this person, or nothing was answered.
    """
    answered = answered_of(questions, values)
    with transaction.atomic():
        # Locked, so that it is neither closed nor changed while this is written.
        rows = Survey.objects.select_for_update(of=("self",)).select_related("conference", "paired_with")
        current = rows.get(pk=survey.pk)
        if reason := why_not_open(current):
            raise Refused(reason)
        if not is_asked(current, registration):
            raise Refused(_("This survey is for others than you."))
        if not answered:
            raise Refused(_("Nothing is answered yet. Please answer at least one question."))
        SurveyInvitation.objects.get_or_create(survey=current, registration=registration)
        # Of two sent at once, one finds the row taken.
        updated = SurveyInvitation.objects.filter(
            survey=current, registration=registration, answered_on=None
        ).update(answered_on=current.conference.today())
        if not updated:
            return False
        response = SurveyResponse.objects.create(
            survey=current,
            code=code_of(current, registration),
            language=language,
            groups=coarse_groups(current, registration),
            submitted_on=None if current.is_anonymous else current.conference.today(),
            is_practice=current.conference.is_practice,
        )
        save_poll_answers(response, answered)
    return True


def coarse_groups(survey: Survey, registration: Registration) -> dict[str, str]:
    """Return the groups noted beside the person's answers; a group of under five is noted only as OTHER.

    So is a group that, subtracted from the whole, would reveal such a small group. One query for each
    dimension.
    """
    groups = {}
    for dimension in survey.grouped_by:
        path = GROUP_PATHS[dimension]
        sizes: Counter[str] = Counter()
        for value, number in audience_of(survey).order_by().values_list(path).annotate(Count("pk")):
            sizes[str(value or "")] += number
        [own_value] = Registration.objects.filter(pk=registration.pk).values_list(path, flat=True)
        key = str(own_value or "")
        groups[dimension] = key if suppress(sizes).get(key) is not None else OTHER
    return groups


def own_response(survey: Survey, registration: Registration) -> SurveyResponse | None:
    """Find the response of this person under their code, as long as codes can be made."""
    code = code_of(survey, registration)
    return SurveyResponse.objects.filter(survey=survey, code=code).first() if code else None


def own_score(survey: Survey, registration: Registration, questions: Sequence[q.Question]) -> Score | None:
    """Return the person's score in a test that shows it, once it is closed; None if there is none to show."""
    if not survey.shows_score or not survey.is_test or not survey.is_over:
        return None
    response = own_response(survey, registration)
    return score_of(questions, response.answers_by_key()) if response else None
