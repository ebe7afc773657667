"""Answers of addressees, and the review of their progress reports: accepted, returned, verified, shown, published."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.documents.domain.texts import date_in_text
from confman.translation.languages import reading_in
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from outcomes.follow_up.domain.actions import begin_follow_up, record_indicator_value
from outcomes.follow_up.domain.focal_points import (
    current_term,
    letter_language,
    require_current_term,
    require_follow_up,
    send_to_term,
    term_link,
)
from outcomes.follow_up.mail_kinds import ASSESSMENT_SHOWN, REPORT_RETURNED
from outcomes.follow_up.models.follow_up import Evidence, Indicator, ProgressUpdate, Response
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import FollowUpStatus
from registrations.core.models.invitation import LetterChannel
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


Status = ProgressUpdate.Status
# The time that an addressee has to comment on an assessment before it is published.
TIME_TO_COMMENT = dt.timedelta(days=14)


def _locked(update: ProgressUpdate, by: User, *states: str) -> ProgressUpdate:
    row = (
        ProgressUpdate.objects.select_for_update(of=("self",))
        .select_related(
            "action__recommendation__conference",
            "action__lead__focal_point__contact",
            "term__addressee__focal_point__contact",
        )
        .get(pk=update.pk)
    )
    require_follow_up(row.conference, by)
    if row.state not in states:
        raise Refused(
            _("The report is meanwhile “%(state)s”; nothing was changed.")
            % {"state": row.get_state_display()}
        )
    return row


def _audit(verb: str, row: ProgressUpdate, by: User, *, reason: str = "", **details: Any) -> None:
    recommendation = row.action.recommendation
    record_audit(
        verb, by=by, target=recommendation, label=recommendation.label, reason=reason, details=details
    )


def accept_report(update: ProgressUpdate, *, by: User) -> ProgressUpdate:
    """Accept a submitted report: percentage and self-assessment move the action, measurements go to the indicators.

    The verified assessment comes after (`assess`).
    """
    with transaction.atomic():
        row = _locked(update, by, Status.SUBMITTED)
        row.state = Status.ACCEPTED
        row.returned_because = ""
        row.save(update_fields=["state", "returned_because"])
        action = row.action
        if row.percent is not None:
            action.percent = row.percent
        if row.self_assessment:
            action.status = row.self_assessment
        action.save(update_fields=["percent", "status"])
        for entry in row.measured:
            indicator = Indicator.objects.filter(
                recommendation=action.recommendation, pk=entry["indicator"]
            ).first()
            if indicator:
                record_indicator_value(
                    indicator,
                    by=by,
                    values={
                        "as_of": row.period_to, "value": Decimal(entry["value"]),
                        "source": (entry.get("source") or str(action.lead))[:300],
                    },
                )  # fmt: skip
        _audit("outcomes.report_accepted", row, by, status=str(action.status), percent=action.percent)
        begin_follow_up(action.recommendation, action, by)
    return row


def return_report(update: ProgressUpdate, *, by: User, reason: str) -> ProgressUpdate:
    """Return a report to its author with the reason, by mail if there is an address. Its content is kept."""
    if not reason.strip():
        raise Refused(_("Say why the report is returned: its author reads it."))
    with transaction.atomic():
        row = _locked(update, by, Status.SUBMITTED)
        row.state, row.returned_because = Status.RETURNED, reason.strip()
        row.save(update_fields=["state", "returned_because"])
        # Another body may lead the action since: nobody is told to write on then.
        if row.term and row.term.addressee_id == row.action.lead_id:
            term = current_term(row.term.addressee, by=by)
            send_to_term(
                REPORT_RETURNED,
                term,
                context={"action": row.action.what, "reason": reason.strip(), "link": term_link(term)},
                idempotency_key=f"report-returned:{row.pk}:{row.submitted_at and row.submitted_at.isoformat()}",
                by=by,
            )
        _audit("outcomes.report_returned", row, by, reason=reason.strip())
    return row


def assess(update: ProgressUpdate, *, by: User, status: str, note: TranslatedText) -> ProgressUpdate:
    """Save the secretariat's own assessment of an accepted report, with its reasons.

    Changing an assessment makes it unshown and unpublished: it must be shown again.
    """
    if status not in FollowUpStatus.values:
        raise Refused(_("Choose an assessment."))
    if status == FollowUpStatus.NOT_IMPLEMENTED and not note:
        raise Refused(_("Say why: no reply received does not mean not implemented."))
    with transaction.atomic():
        row = _locked(update, by, Status.ACCEPTED)
        if (row.verified_assessment, row.assessment_note) == (status, note):
            return row
        before = row.verified_assessment
        row.verified_assessment, row.assessment_note = status, note
        row.shown_at = row.published_at = row.commented_at = None
        row.addressee_comment = ""
        row.save()
        _audit("outcomes.report_assessed", row, by, **{"from": str(before), "to": str(status)})
    return row


def show_assessment(update: ProgressUpdate, *, by: User) -> bool:
    """Show a verified assessment to the addressee, on its page and by mail. Return False if no mail could be sent.

    It is that of the report's author, whoever leads the action since. Raises Refused without an assessment, and if no
    body has reported or leads the action.
    """
    with transaction.atomic():
        row = _locked(update, by, Status.ACCEPTED)
        if not row.verified_assessment:
            raise Refused(_("There is no verified assessment yet."))
        if row.addressee is None:
            raise Refused(
                _("No body leads this action, so there is nobody to show it to. Name the lead first.")
            )
        term = current_term(row.addressee, by=by)
        if row.shown_at is None:
            row.shown_at = timezone.now()
            row.save(update_fields=["shown_at"])
            _audit("outcomes.assessment_shown", row, by, status=str(row.verified_assessment))
        with reading_in(*_languages(term)):
            message = send_to_term(
                ASSESSMENT_SHOWN,
                term,
                context={
                    "action": row.action.what,
                    "assessment": row.get_verified_assessment_display(),
                    "deadline": date_in_text(comments_until(row), _languages(term)[0]),
                    "link": term_link(term),
                },
                idempotency_key=f"assessment-shown:{row.pk}:{row.shown_at.isoformat()}",
                by=by,
            )
    return message is not None


def _languages(term: FocalPointTerm) -> tuple[str, ...]:
    person = term.person
    conference = term.addressee.conference
    first = person.preferred_language() if person and person.mailbox else letter_language(term.addressee)
    return (first, *conference.languages)


def comments_until(update: ProgressUpdate) -> dt.date:
    """Return the last day on which the addressee may comment on an assessment that was shown."""
    assert update.shown_at is not None
    return (update.shown_at + TIME_TO_COMMENT).astimezone(update.conference.zone).date()


def publish_assessment(update: ProgressUpdate, *, by: User, reason: str = "") -> ProgressUpdate:
    """Publish a verified assessment: it moves the action, and appears in the matrix and in the public tracker.

    It must have been shown, and the addressee must have commented or had the time to; otherwise `reason` says why.
    """
    with transaction.atomic():
        row = _locked(update, by, Status.ACCEPTED)
        if row.published_at is not None:
            return row
        if row.shown_at is None:
            raise Refused(
                _("The addressee has not seen the assessment yet. Show it first; then it can be published.")
            )
        over = row.conference.today() > comments_until(row)
        if row.commented_at is None and not over and not reason.strip():
            raise Refused(
                _("The addressee may comment until %(date)s. Publish then, or say why it is done sooner.")
                % {"date": date_in_text(comments_until(row), row.conference.default_language)}
            )
        row.published_at = timezone.now()
        row.save(update_fields=["published_at"])
        action = row.action
        latest = action.updates.published().first()
        if latest and latest.pk == row.pk:
            action.status = row.verified_assessment
            action.save(update_fields=["status"])
        _audit(
            "outcomes.assessment_published", row, by, reason=reason.strip(), status=str(row.verified_assessment)
        )  # fmt: skip
        begin_follow_up(action.recommendation, action, by)
    return row


def release_evidence(evidence: Evidence, *, by: User, released: bool = True) -> None:
    """Publish one piece of evidence, or withdraw it. Raises Refused until its report is accepted."""
    with transaction.atomic():
        row = _locked(evidence.update, by, Status.ACCEPTED)
        evidence.is_private = not released
        evidence.released_at = timezone.now() if released else None
        evidence.save(update_fields=["is_private", "released_at"])
        _audit("outcomes.evidence_released" if released else "outcomes.evidence_withdrawn", row, by)
