"""The life of a survey: created, opened, closed, its totals released, its codes destroyed; and whom it asks.

Promises to the respondents are kept: once someone has answered, neither the way of answering, nor what is
noted with a response, nor the audience changes.
"""

import datetime as dt
import random
import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.rooms.models import GroupRole
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.machines.jobs import queue_job
from confman.web.database.changes import add_row, apply_changes, delete_row
from confman.web.errors import Refused
from registrations.attendance.models import Scan
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.seats.models import Seat, SeatStatus
from registrations.surveys.models import (
    Answered,
    GroupDimension,
    Survey,
    SurveyAnswer,
    SurveyAudience,
    SurveyInvitation,
    SurveyKind,
    SurveyQuerySet,
    SurveyQuestion,
    SurveyQuestionType,
    SurveyResponse,
    SurveyStatus,
)

# Promised to respondents. If fewer were asked later, the next response would be known to be one of theirs.
PROMISED = ("answered", "grouped_by", "audience", "session", "group", "paired_with")

# More responses than this are shuffled by the worker, so that the request need not wait.
SHUFFLED_AT_ONCE = 500


def audience_of(survey: Survey) -> RegistrationQuerySet:
    """Return the registrations of those whom the survey asks, in one query; none for a poll, which asks visitors.

    A survey about a working group asks those who belong to it; one about a session, for an audience of
    attendees, those who were scanned there.
    """
    rows = Registration.objects.of(survey.conference_id).filter(is_practice=survey.conference.is_practice)
    if survey.audience == SurveyAudience.PUBLIC:
        return rows.none()
    rows = rows.attended() if survey.audience == SurveyAudience.ATTENDED else rows.approved()
    if survey.group_id:
        seated = Seat.objects.filter(
            group=survey.group_id, status=SeatStatus.CONFIRMED, registration=OuterRef("pk")
        )
        group_roles = GroupRole.objects.filter(group=survey.group_id, person=OuterRef("person"))
        rows = rows.filter(Exists(seated) | Exists(group_roles))
    elif survey.session_id and survey.audience == SurveyAudience.ATTENDED:
        attendance = Scan.objects.admitted().filter(
            checkpoint__session=survey.session_id, registration=OuterRef("pk")
        )
        rows = rows.filter(Exists(attendance))
    return rows


def responses_of(survey: Survey) -> QuerySet[SurveyResponse]:
    """Return the responses that count: practice ones only while the conference is in practice mode."""
    return SurveyResponse.objects.filter(survey=survey, is_practice=survey.conference.is_practice)


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("conference").get(pk=survey.pk)


def _record(what: str, survey: Survey, *, by: User, **details: Any) -> None:
    record_audit(
        f"registrations.survey_{what}", by=by, target=survey, label=str(survey.title), details=details or None
    )


# --- Making and changing -------------------------------------------------------------------------------------


def create_survey(conference: Conference, *, by: User, kind: str, **fields: Any) -> Survey:
    """Create a survey as a draft. Tests are answered under a code, since they are compared person by person.

    Raises ValidationError.
    """
    survey = Survey(conference=conference, kind=kind, **fields)
    _set_what_follows(survey)
    with transaction.atomic():
        _refuse_nonsense(survey)
        return add_row(
            survey, "registrations.survey_created", by=by, label=str(survey.title), details={"kind": kind}
        )


def _set_what_follows(survey: Survey) -> None:
    """Set the fields for which the kind of survey leaves no choice."""
    if survey.is_poll:
        survey.answered, survey.audience = Answered.ANONYMOUS, SurveyAudience.PUBLIC
        survey.grouped_by, survey.session, survey.group = [], None, None
    if survey.is_anonymous:
        survey.shows_score = False
    if survey.kind != SurveyKind.POST_TEST:
        survey.paired_with = None


def _refuse_nonsense(survey: Survey) -> None:
    pre = survey.paired_with
    if pre is not None:
        if pre.conference_id != survey.conference_id or pre.kind != SurveyKind.PRE_TEST:
            raise ValidationError({"paired_with": _("Choose a pre-test of this conference.")})
        if pre.is_anonymous or survey.is_anonymous:
            raise ValidationError(
                {
                    "paired_with": _(
                        "Both tests of a pair are answered under a code: otherwise nothing connects them."
                    )
                }
            )
    if survey.session_id and survey.session.conference_id != survey.conference_id:  # type: ignore[union-attr]
        raise ValidationError({"session": _("The session belongs to another conference.")})
    if survey.group_id and survey.group.conference_id != survey.conference_id:  # type: ignore[union-attr]
        raise ValidationError({"group": _("The working group belongs to another conference.")})
    if not survey.is_poll and survey.audience == SurveyAudience.PUBLIC:
        raise ValidationError({"audience": _("Only a poll asks visitors.")})
    if set(survey.grouped_by) - set(GroupDimension.values):
        raise ValidationError({"grouped_by": _("No such information about participants is available.")})
    if survey.is_anonymous and len(survey.grouped_by) > 1:
        raise ValidationError(
            {
                "grouped_by": _(
                    "If answers are anonymous, at most one of these can be noted: two together may identify a person."
                )
            }
        )


def change_survey(survey: Survey, *, by: User, **changes: Any) -> list[str]:
    """Change a survey; its kind stays. Returns the names of what changed. Raises ValidationError, Refused."""
    with transaction.atomic():
        current = _locked(survey)
        if SurveyResponse.objects.filter(survey=current).exists():
            for name in PROMISED:
                if changes.get(name, getattr(current, name)) != getattr(current, name):
                    raise Refused(
                        _(
                            "Somebody has answered: who is asked, how it is answered and what is noted with a "
                            "response stay as they were promised. Make another survey instead."
                        )
                    )
        for name, value in changes.items():
            setattr(current, name, value)
        _set_what_follows(current)
        _refuse_nonsense(current)
        followed = ("answered", "audience", "grouped_by", "session", "group", "shows_score", "paired_with")
        values = {name: getattr(current, name) for name in {*changes, *followed}}
        changed = apply_changes(current, values)
        if current.state == SurveyStatus.OPEN and not current.is_anonymous:
            _give_secret(current)
        if changed:
            _record("changed", current, by=by, fields=changed)
    return changed


def delete_survey(survey: Survey, *, by: User) -> None:
    """Delete a survey that nobody has answered. Raises Refused otherwise."""
    with transaction.atomic():
        current = _locked(survey)
        if SurveyResponse.objects.filter(survey=current).exists():
            raise Refused(_("Somebody has answered it: it can be closed, and no longer be deleted."))
        delete_row(current, "registrations.survey_deleted", by=by, label=str(current.title))


# --- Opening and closing -------------------------------------------------------------------------------------


def open_survey(survey: Survey, *, by: User) -> Survey:
    """Open it for answers from now on, or from its opening time. Safe to repeat.

    Raises Refused without a question to answer; where its time is over; where its codes were destroyed; for a
    poll while another is open.
    """
    with transaction.atomic():
        current = _locked(survey)
        if current.state == SurveyStatus.OPEN:
            return current
        if not current.questions.asked().exclude(type=SurveyQuestionType.SECTION).exists():
            raise Refused(_("There is nothing to answer yet: add a question first."))
        if current.closes_at and current.closes_at <= timezone.now():
            raise Refused(_("The closing time has passed. Set a later one, or none, first."))
        others = Survey.objects.of(current.conference_id).polls().answerable()
        if current.is_poll and (other := others.exclude(pk=current.pk).first()):
            raise Refused(
                _("One poll at a time: “%(title)s” is open. Close it first.") % {"title": other.title}
            )
        if not current.is_anonymous:
            _give_secret(current)
        current.state = SurveyStatus.OPEN
        # Totals that change again are not for observers.
        current.released_at = None
        current.save(update_fields=["state", "secret", "released_at"])
        _record("opened", current, by=by)
    return current


def _give_secret(survey: Survey) -> None:
    """Give the survey the secret of its codes. A pair shares one, kept with the pre-test. Raises Refused."""
    source = survey.code_source
    if source.secret:
        return
    if SurveyResponse.objects.filter(survey__in=(survey, source)).exclude(code="").exists():
        raise Refused(
            _(
                "Its codes were cut off for ever, so respondents can no longer be told apart. Create another "
                "survey instead."
            )
        )
    source.secret = secrets.token_hex(32)
    source.save(update_fields=["secret"])
    if source.pk == survey.pk:
        survey.secret = source.secret


def close_survey(survey: Survey, *, by: User) -> Survey:
    """Stop taking answers and erase the order in which they came. Safe to repeat.

    Where there are many, the worker erases it, as soon as it can: 10,000 responses take it about ten seconds.
    """
    with transaction.atomic():
        current = _locked(survey)
        if current.state != SurveyStatus.OPEN:
            return current
        current.state = SurveyStatus.CLOSED
        current.save(update_fields=["state"])
        if SurveyResponse.objects.filter(survey=current).count() > SHUFFLED_AT_ONCE:
            # Queued in the transaction that closes the survey, so that both are committed or neither.
            queue_job("registrations.surveys.domain.lifecycle.erase_order", str(current.pk), group="surveys")
        else:
            _erase_order_of(current)
        _record("closed", current, by=by)
    return current


def close_overdue_surveys() -> int:
    """Close those whose time is over, so that the order of their responses is erased. Returns how many."""
    return _apply_to_all(Survey.objects.overdue(), close_survey, by=system_user("job"))


def _apply_to_all(surveys: SurveyQuerySet, verb: Callable[..., Survey], *, by: User) -> int:
    """Call the verb for each of the surveys; return how many there were."""
    rows = list(surveys.select_related("conference"))
    for survey in rows:
        verb(survey, by=by)
    return len(rows)


def erase_order(key: str) -> None:
    """Erase the order of responses, in the worker; safe to repeat, and after the survey was reopened or deleted."""
    with transaction.atomic():
        for current in Survey.objects.select_for_update().filter(pk=key):
            _erase_order_of(current)


def _erase_order_of(survey: Survey) -> None:
    """Write responses and invitations again, shuffled, under new keys.

    A database records in which order rows were written, and by which transaction: a person who reads its
    files could match the responses with the respondents.
    """
    chance = random.SystemRandom()
    responses = list(SurveyResponse.objects.filter(survey=survey))
    answers = SurveyAnswer.objects.filter(response__survey=survey).order_by()
    rows = list(answers.values_list("response_id", "question_id", "value"))
    answers.delete()
    invitations = list(SurveyInvitation.objects.filter(survey=survey))
    fresh = {response.pk: uuid4() for response in responses}
    _write_anew(responses, chance, keys=fresh)
    _write_anew(invitations, chance, keys={invitation.pk: uuid4() for invitation in invitations})
    chance.shuffle(rows)
    SurveyAnswer.objects.bulk_create(
        (
            SurveyAnswer(response_id=fresh[response], question_id=question, value=value)
            for response, question, value in rows
        ),
        batch_size=500,
    )


def _write_anew(rows: list[Any], chance: random.Random, *, keys: dict[UUID, UUID]) -> None:
    """Delete the rows of one model, and write them in another order under other keys."""
    if not rows:
        return
    model = type(rows[0])
    model._default_manager.filter(survey=rows[0].survey_id).delete()
    for row in rows:
        row.pk = keys[row.pk]
        row._state.adding = True
    chance.shuffle(rows)
    model._default_manager.bulk_create(rows, batch_size=500)


# --- Codes and totals ----------------------------------------------------------------------------------------


def destroy_code_secret(survey: Survey, *, by: User) -> Survey:
    """Destroy the secret of the codes: from now on nobody can ever say whose a response is.

    Applies to both surveys of a pair. Raises Refused while one of them is still answered.
    """
    with transaction.atomic():
        source = _locked(survey.code_source)
        pair = [source, *Survey.objects.filter(paired_with=source)]
        if any(row.state != SurveyStatus.CLOSED for row in pair if row.state != SurveyStatus.DRAFT):
            raise Refused(_("It is still being answered. Close it, and what it is compared with, first."))
        if not source.secret:
            return source
        source.secret = ""
        source.save(update_fields=["secret"])
        # The day on which someone answered is recorded with the invitation, too.
        SurveyResponse.objects.filter(survey__in=pair).update(submitted_on=None)
        _record("codes_cut_off", source, by=by)
    return source


def cut_off_expired_codes(conference: Conference, *, by: User, on_or_before: dt.date) -> int:
    """Close open surveys and destroy all codes, once the last day is `on_or_before` that day; return how many codes."""
    if conference.ends_on > on_or_before:
        return 0
    # Anonymous ones, too: while one is open the database still records the order of its responses.
    _apply_to_all(Survey.objects.of(conference).filter(state=SurveyStatus.OPEN), close_survey, by=by)
    return _apply_to_all(Survey.objects.of(conference).exclude(secret=""), destroy_code_secret, by=by)


def release_totals(survey: Survey, *, by: User, released: bool = True) -> Survey:
    """Let observers see the totals, small figures suppressed; or not any more. Raises Refused before it is closed."""
    with transaction.atomic():
        current = _locked(survey)
        if released == bool(current.released_at):
            return current
        if released and current.state != SurveyStatus.CLOSED:
            raise Refused(
                _("Close the survey first: totals that still move tell what the last one answered.")
            )
        current.released_at = timezone.now() if released else None
        current.save(update_fields=["released_at"])
        _record("released" if released else "withdrawn", current, by=by)
    return current


has_survey = ConferenceFact(lambda conference: Exists(Survey.objects.of(conference).for_participants()))


def clone_surveys(copy: ConferenceCopy, rows: QuerySet[Survey]) -> None:
    """Take the surveys as drafts, with the questions that they ask; their codes are made with a secret of their own."""
    copy.rows(
        rows,
        anew=("state", "released_at", "secret"),
        moved=("opens_at", "closes_at"),
        loose=("session", "group", "paired_with"),
    )
    copy.rows(SurveyQuestion.objects.asked().filter(survey__in=rows))
