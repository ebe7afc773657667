"""Answers of addressees: written by the focal point on a page behind a link, or typed by staff from a letter."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import require_current_term, require_follow_up
from outcomes.follow_up.models.follow_up import Response
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.delegation import LetterChannel
from registrations.correspondence.domain.correspondence import register_letter
from registrations.correspondence.models import Correspondence, CorrespondenceDirection

# The possible answers; silence is none of these.
ANSWERS = (Response.Answer.SUPPORTED, Response.Answer.IN_PART, Response.Answer.NOTED)


@dataclass(frozen=True)
class ResponseLine:
    """The answer of an addressee to one recommendation. Without `answer` the addressee has not decided yet."""

    answer: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.answer and not self.text.strip()


def asked_of(addressee: Addressee) -> QuerySet[Recommendation]:
    """Return the recommendations sent to an addressee by valid letters, in order."""
    letters = Transmittal.objects.in_force().filter(addressee=addressee)
    recommendations = Recommendation.objects.filter(transmittals__in=letters).distinct()
    return recommendations.select_related("current_version", "conference").in_order()


def _check(addressee: Addressee, answers: Mapping[UUID, ResponseLine]) -> dict[UUID, Transmittal]:
    """Return the latest letter for each answer. Raises Refused if one was never sent, or for an unknown answer."""
    if any(answer.answer and answer.answer not in ANSWERS for answer in answers.values()):
        raise Refused(_("An answer is: supported, supported in part, or noted."))
    letters: dict[UUID, Transmittal] = {}
    rows = Transmittal.objects.in_force().filter(addressee=addressee).order_by("created_at")
    for row in rows.prefetch_related("recommendations"):
        letters.update(dict.fromkeys((item.pk for item in row.recommendations.all()), row))
    if set(answers) - set(letters):
        raise Refused(_("One of these recommendations was not sent to %(name)s.") % {"name": addressee})
    return letters


def save_answers(term: FocalPointTerm, answers: Mapping[UUID, ResponseLine], *, by: User) -> None:
    """Save answers that a focal point has begun; they are not given yet, and nobody else can read them."""
    addressee = term.addressee
    with transaction.atomic():
        require_current_term(term)
        _check(addressee, answers)
        for recommendation, answer in answers.items():
            draft = {} if answer.is_empty else {"answer": answer.answer, "text": answer.text.strip()}
            if draft:
                Response.objects.update_or_create(
                    recommendation_id=recommendation, addressee=addressee, defaults={"draft": draft}
                )
            else:
                Response.objects.filter(recommendation=recommendation, addressee=addressee).update(draft={})
        record_audit("outcomes.answers_saved", by=by, target=addressee, label=str(addressee))


def send_answers(
    term: FocalPointTerm,
    answers: Mapping[UUID, ResponseLine],
    *,
    by: User,
    language: str,
    letter_number: str = "",
    letter_date: dt.date | None = None,
) -> int:
    """Give these answers, through the link; empty ones stay open. Return how many were given.

    An earlier answer is replaced: the latest counts, and the history has both. Raises Refused if a text has no answer,
    or nothing is answered.
    """
    addressee = term.addressee
    filled_answers = {pk: answer for pk, answer in answers.items() if not answer.is_empty}
    if undecided := sum(not answer.answer for answer in filled_answers.values()):
        raise Refused(
            ngettext(
                "%(count)d text has no answer: say whether the recommendation is supported, supported in part, or"
                " noted.",
                "%(count)d texts have no answer: say whether the recommendations are supported, supported in part, or"
                " noted.",
                undecided,
            )
            % {"count": undecided}
        )
    if not filled_answers:
        raise Refused(_("Answer at least one recommendation; the others stay open until you come back."))
    with transaction.atomic():
        require_current_term(term)
        letters = _check(addressee, answers)
        for recommendation, answer in filled_answers.items():
            _answer(
                addressee, recommendation, answer, language=language, transmittal=letters[recommendation], by_link=True,
                letter_number=letter_number, letter_date=letter_date, by=by,
            )  # fmt: skip
    return len(filled_answers)


def record_answer_letter(
    transmittal: Transmittal,
    answers: Mapping[UUID, ResponseLine],
    *,
    by: User,
    language: str,
    their_number: str,
    date: dt.date,
    channel: str = LetterChannel.POST,
    scan: File | None = None,
) -> Correspondence:
    """Record an answer on paper: the register has the letter with its scan, and each answer refers to it.

    Raises Refused and ValidationError; nothing is then written.
    """
    addressee = transmittal.addressee
    conference = addressee.conference
    require_follow_up(conference, by)
    filled_answers = {pk: answer for pk, answer in answers.items() if not answer.is_empty}
    if not filled_answers or any(not answer.answer for answer in filled_answers.values()):
        raise Refused(
            _("Enter the answer of the letter to at least one recommendation; a text needs an answer.")
        )
    if date > conference.today():
        raise Refused(_("The letter is dated in the future."))
    with transaction.atomic():
        _check(addressee, answers)
        letter = register_letter(
            conference,
            direction=CorrespondenceDirection.IN,
            subject=_("Answer to No. %(number)s") % {"number": transmittal.correspondence.number},
            their_number=their_number,
            date=date,
            channel=channel,
            sender=str(addressee.name),
            delegation=addressee.delegation,
            scan=scan,
            by=by,
        )
        for recommendation, answer in filled_answers.items():
            _answer(
                addressee, recommendation, answer, language=language, transmittal=transmittal, letter=letter,
                letter_number=their_number or letter.number, letter_date=date, by=by,
            )  # fmt: skip
    return letter


def _answer(
    addressee: Addressee,
    recommendation: UUID,
    answer: ResponseLine,
    *,
    by: User,
    language: str,
    transmittal: Transmittal,
    letter: Correspondence | None = None,
    letter_number: str = "",
    letter_date: dt.date | None = None,
    by_link: bool = False,
) -> None:
    row, _made = Response.objects.select_for_update().get_or_create(
        recommendation_id=recommendation, addressee=addressee
    )
    before, row.answer = row.answer, answer.answer
    row.text = TranslatedText({language: answer.text.strip()})
    row.letter_number, row.letter_date, row.letter = letter_number[:60], letter_date, letter
    row.transmittal, row.by_link, row.received_at, row.draft = transmittal, by_link, timezone.now(), {}
    row.save()
    record_audit(
        "outcomes.response_recorded", by=by, conference=addressee.conference, target=row.recommendation,
        label=row.recommendation.label, details={"from": str(before), "answer": str(row.answer), "by_link": by_link},
    )  # fmt: skip
