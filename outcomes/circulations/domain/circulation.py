"""The silence procedure: texts circulated to all delegations, objections, the end at the deadline.

The rules, and the reasons for them:

- An objection to one text breaks the silence on that text alone, at once; an objection to all breaks it on all.
- A circulated text stays as it is while silence runs on it: amendments, translations and decisions of the plenary are
  refused. A text on which the silence is broken is before the plenary again at once.
- A delegation that observes (people of it are approved, and none has a vote or waits for one) breaks no silence, as it
  votes on no text; nor is an objection of it recorded. One of which nobody is approved yet does: silence must not bind
  a State because its registration is late.
- An objection withdrawn before the deadline lets silence run on, unless the text was changed or decided meanwhile.
- An objection that is received after the deadline breaks nothing. Staff may record it all the same.
- The end comes once: the process that finds it running after its deadline, with its row locked, closes it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.web.errors import Refused
from outcomes.circulations.domain.mails import send_to_delegations, text_line
from outcomes.circulations.domain.status import circulated_texts, in_both_zones, is_as_circulated, is_broken
from outcomes.circulations.mail_kinds import ENDED, EXTENDED, STARTED, STOPPED
from outcomes.circulations.models import Circulation, Objection
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendation
from outcomes.plenary.domain.votes import observes
from outcomes.recommendations.domain.outcome_documents import lock_document, recommendations_document
from outcomes.recommendations.domain.transitions import TRANSITIONS, may
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationQuerySet
from outcomes.recommendations.models.stages import Method
from registrations.core.models.delegation import Delegation

Status = Circulation.Status
SUGGESTED = dt.timedelta(hours=72)


# --- Before it starts -------------------------------------------------------------------------------------


def suggested_deadline(conference: Conference, *, at: dt.datetime | None = None) -> dt.datetime:
    """Return the time in seventy-two hours, at the next full hour where the conference is held."""
    local = conference.local((at or timezone.now()) + SUGGESTED)
    return local.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)


def weekend_days(
    conference: Conference, until: dt.datetime, *, at: dt.datetime | None = None
) -> list[dt.date]:
    """Return the Saturdays and Sundays between now and the deadline, at the place of the conference."""
    first, last = conference.local(at or timezone.now()).date(), conference.local(until).date()
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.weekday() >= 5]


def texts_to_circulate(conference: Conference) -> list[tuple[Recommendation, list[str]]]:
    """List the texts before the plenary in document order, each with the obstacles to its circulation."""
    rows = Recommendation.objects.of(conference).filter(stage__in=TRANSITIONS["adopt"].sources)
    return [(row, _obstacles(row)) for row in rows.with_text().in_document_order()]


def _obstacles(recommendation: Recommendation) -> list[str]:
    if recommendation.running_circulations:
        return [_("It is in a silence procedure already.")]
    return TRANSITIONS["adopt"].obstacles(recommendation)


def require_circulations(conference: Conference, by: User) -> None:
    """Raise Refused for users who may not run one, and in an expert meeting, which has none."""
    if not may(by, "outcomes.run_circulations", conference):
        raise Refused(_("The secretariat runs silence procedures."))
    if not conference.is_intergovernmental:
        raise Refused(_("An expert meeting has no silence procedure."))


def check_texts(rows: Sequence[Recommendation]) -> None:
    """Raise Refused with everything that prevents these texts from being circulated."""
    if not rows:
        raise Refused(_("Choose at least one text."))
    faults = []
    for row in rows:
        if not TRANSITIONS["adopt"].starts_from(row):
            faults.append(
                _("%(what)s is “%(stage)s”: it is not before the plenary.")
                % {"what": row.label, "stage": row.get_stage_display()}
            )
        elif obstacles := _obstacles(row):
            faults.append(f"{row.label}: {' '.join(obstacles)}")
    if faults:
        raise Refused(" ".join(faults))


def start_circulation(
    conference: Conference,
    recommendations: Sequence[Recommendation],
    *,
    by: User,
    deadline: dt.datetime,
    message: dict[str, str] | None = None,
) -> Circulation:
    """Circulate tabled texts to all delegations: texts without an objection by the deadline are adopted then.

    Raises Refused for a deadline that is not in the future, for a text that could not be adopted as it is or is
    circulated already, and if no delegation that may break the silence could be reached.
    """
    require_circulations(conference, by)
    if deadline <= timezone.now():
        raise Refused(_("The deadline has passed already: choose one that lies in the future."))
    with transaction.atomic():
        keys = [row.pk for row in recommendations]
        rows = _locked_texts(Recommendation.objects.of(conference).filter(pk__in=keys))
        check_texts(rows)
        circulation = Circulation.objects.create(
            conference=conference, deadline=deadline, message=message or {}, started_by=by
        )
        circulation.recommendations.set(rows)
        if not send_to_delegations(STARTED, circulation, rows, by=by, once="started"):
            raise Refused(
                _("No delegation that may break the silence has a focal point with an e-mail: nobody could object, and"
                  " silence would mean nothing.")
            )  # fmt: skip
        _record(
            "started", circulation, by=by,
            details={"until": deadline.isoformat(), "texts": [row.working_ref for row in rows]},
        )  # fmt: skip
        for row in rows:
            _record_on_text("silence_began", row, by=by, details={"until": deadline.isoformat()})
    return circulation


# --- Objections -------------------------------------------------------------------------------------------


def object_to(
    circulation: Circulation,
    *,
    by: User,
    delegation: Delegation,
    recommendation: Recommendation | None = None,
    text: str = "",
) -> Objection:
    """Break the silence for a delegation, on one text or on all. Safe to repeat.

    Raises Refused after the deadline; see `record_objection` for what the secretariat does then.
    """
    if not may(by, "registrations.use_delegation_page", delegation):
        raise Refused(_("You do not speak for this delegation."))
    return _object(circulation, by, delegation, recommendation, text, None)


def record_objection(
    circulation: Circulation,
    *,
    by: User,
    delegation: Delegation,
    recommendation: Recommendation | None = None,
    text: str = "",
    received_at: dt.datetime | None = None,
) -> Objection:
    """Record an objection on paper, with its time of receipt. A late one is shown, and breaks nothing.

    Raises Refused for a time in the future or before the circulation began.
    """
    require_circulations(circulation.conference, by)
    received = received_at or timezone.now()
    # The time is typed to the minute.
    if received > timezone.now() or received + dt.timedelta(minutes=1) <= circulation.started_at:
        raise Refused(
            _("It cannot have been received then: the circulation had not begun, or the time has not come.")
        )
    return _object(circulation, by, delegation, recommendation, text, received)


def _object(
    circulation: Circulation,
    by: User,
    delegation: Delegation,
    recommendation: Recommendation | None,
    text: str,
    received_at: dt.datetime | None,
) -> Objection:
    if delegation.conference_id != circulation.conference_id:
        raise Refused(_("The delegation does not belong to this conference."))
    with transaction.atomic():
        fresh = _locked(circulation)
        if recommendation and not fresh.recommendations.filter(pk=recommendation.pk).exists():
            raise Refused(_("%(what)s is not in this circulation.") % {"what": recommendation.label})
        if received_at is None:
            check_open_to_objections(fresh)
        check_right_to_object(delegation)
        for row in fresh.objections.filter(delegation=delegation):
            if row.recommendation_id in (None, recommendation.pk if recommendation else None):
                return row
        objection = Objection.objects.create(
            circulation=fresh, recommendation=recommendation, delegation=delegation, text=text.strip(),
            recorded_by=by,
        )  # fmt: skip
        if received_at is not None:
            objection.received_at = received_at
            objection.save(update_fields=["received_at"])
        late = objection.received_at > fresh.deadline
        reference = recommendation.working_ref if recommendation else ""
        _record(
            "objection_late" if late else "objection_made", fresh, by=by,
            details={"delegation": str(delegation), "objected_to": reference},
        )  # fmt: skip
    return objection


def check_open_to_objections(circulation: Circulation) -> None:
    """Raise Refused, with what a delegation can do instead, if it cannot object any more."""
    values = {"deadline": in_both_zones(circulation.conference, circulation.deadline)}
    if circulation.state == Status.STOPPED:
        raise Refused(_("The silence procedure was called off: there is nothing to object to."))
    if circulation.state != Status.RUNNING or circulation.deadline < timezone.now():
        raise Refused(
            _("The silence ended on %(deadline)s. Your objection came after it and was not taken. Write to the"
              " secretariat, which can record it as late; or state your position in the plenary.") % values
        )  # fmt: skip


def check_right_to_object(delegation: Delegation) -> None:
    """Raise Refused for a delegation that observes."""
    if observes(delegation):
        raise Refused(
            _("%(delegation)s takes part without a vote, so it cannot break the silence. It can state its position in"
              " the plenary.") % {"delegation": delegation}
        )  # fmt: skip


def withdraw_objection(objection: Objection, *, by: User) -> None:
    """Withdraw an objection before the deadline, by the delegation or by staff at its word. It stays in the history.

    If nobody else objects, and the text was not changed meanwhile, silence continues. Safe to repeat.
    """
    circulation = objection.circulation
    if not may(by, "registrations.use_delegation_page", objection.delegation):
        require_circulations(circulation.conference, by)
    with transaction.atomic():
        fresh = _locked(circulation)
        row = fresh.objections.select_related("delegation", "recommendation").filter(pk=objection.pk).first()
        if row is None:
            return
        if fresh.state != Status.RUNNING or fresh.deadline < timezone.now():
            raise Refused(_("The deadline has passed: objections can no longer be withdrawn."))
        text = row.recommendation.working_ref if row.recommendation else ""
        row.delete()
        details = {
            "delegation": str(objection.delegation),
            "objected_to": text,
            "objection": str(objection.pk),
        }
        _record("objection_withdrawn", fresh, by=by, details=details)


def was_withdrawn(circulation: Circulation, delegation: Delegation, key: UUID) -> bool:
    """Tell whether the delegation withdrew the objection that had this key."""
    entries = AuditEntry.objects.about(circulation).filter(verb="outcomes.circulation_objection_withdrawn")
    return entries.filter(details__objection=str(key), details__delegation=str(delegation)).exists()


# --- The end ----------------------------------------------------------------------------------------------


def extend_circulation(
    circulation: Circulation, *, by: User, deadline: dt.datetime, reason: str = ""
) -> None:
    """Give the delegations more time, and tell them. Raises Refused for an earlier deadline, or after the old one."""
    require_circulations(circulation.conference, by)
    with transaction.atomic():
        fresh = _locked(circulation)
        if fresh.deadline == deadline and fresh.state == Status.RUNNING:
            return
        _check_running(fresh)
        if fresh.deadline <= timezone.now():
            raise Refused(_("The deadline has passed already: it can no longer be extended."))
        if deadline <= fresh.deadline:
            raise Refused(
                _("The deadline can only be extended: delegations were told %(deadline)s.")
                % {"deadline": in_both_zones(fresh.conference, fresh.deadline)}
            )
        before, fresh.deadline = fresh.deadline, deadline
        fresh.save(update_fields=["deadline"])
        _record(
            "extended", fresh, by=by, reason=reason,
            details={"from": before.isoformat(), "until": deadline.isoformat()},
        )  # fmt: skip
        # Delegations without a vote read the reason where the covering letter was.
        said = dict.fromkeys(("reason", "message"), reason.strip())
        send_to_delegations(
            EXTENDED, fresh, _texts(fresh), by=by, once=f"extended-{deadline.isoformat()}", more=lambda: said
        )


def stop_circulation(circulation: Circulation, *, by: User, reason: str) -> None:
    """Stop a circulation before its deadline: nothing is adopted, the texts stay before the plenary. Safe to repeat."""
    require_circulations(circulation.conference, by)
    if not reason.strip():
        raise Refused(_("Say why it is called off: the delegations are told."))
    with transaction.atomic():
        fresh = _locked(circulation)
        if fresh.state == Status.STOPPED:
            return
        _check_running(fresh)
        if fresh.deadline <= timezone.now():
            raise Refused(_("The deadline has passed: the silence procedure ends with its result."))
        fresh.state, fresh.ended_at = Status.STOPPED, timezone.now()
        fresh.save(update_fields=["state", "ended_at"])
        _record("stopped", fresh, by=by, reason=reason.strip())
        rows = _texts(fresh)
        for row in rows:
            _record_on_text("silence_stopped", row, by=by, reason=reason.strip())
        values = {"reason": reason.strip()}
        send_to_delegations(STOPPED, fresh, rows, by=by, once="stopped", more=lambda: values)


def conclude_circulation(circulation: Circulation, *, by: User) -> bool:
    """End it after its deadline: texts without an objection are adopted, the others stay before the plenary.

    Returns False if someone else has ended it already. Raises Refused before the deadline.
    """
    with transaction.atomic():
        fresh = _locked(circulation)
        if fresh.state != Status.RUNNING:
            return False
        if fresh.deadline > timezone.now():
            raise Refused(
                _("The silence runs until %(deadline)s; it cannot be closed before.")
                % {"deadline": in_both_zones(fresh.conference, fresh.deadline)}
            )
        # From here on no text is blocked by the silence procedure, so the texts can be adopted.
        fresh.state, fresh.ended_at = Status.ADOPTED, timezone.now()
        fresh.save(update_fields=["state", "ended_at"])
        objections = list(fresh.objections.select_related("delegation"))
        lock_document(recommendations_document(fresh.conference, by=by))
        rows = _locked_texts(Recommendation.objects.filter(circulations=fresh))
        not_adopted = [row for row in rows if not _adopt_unless_broken(row, fresh, objections, by=by)]
        if not_adopted:
            fresh.state = Status.BROKEN
            fresh.save(update_fields=["state"])
        _record(
            "ended", fresh, by=by,
            details={"adopted": len(rows) - len(not_adopted), "not_adopted": [row.working_ref for row in not_adopted]},
        )  # fmt: skip

        def result() -> dict[str, str]:
            """Return a line for each text, in the reading language."""
            return {
                "result": "\n".join(
                    f"- {text_line(text.row)} ({text.words})" for text in circulated_texts(fresh)
                )
            }

        send_to_delegations(ENDED, fresh, rows, by=by, once="ended", more=result)
    return True


def _adopt_unless_broken(
    row: Recommendation, circulation: Circulation, objections: list[Objection], *, by: User
) -> bool:
    """Adopt the text if silence was kept on it; else record the reason on it."""
    decision = PlenaryDecision(
        method=Method.SILENCE, circulated_until=circulation.deadline, circulation=circulation
    )
    try:
        if is_broken(row, circulation, objections):
            raise Refused(_("Silence was broken."))
        if not is_as_circulated(row, circulation):
            raise Refused(_("The text was decided or changed meanwhile."))
        with transaction.atomic():
            adopt_recommendation(row, by=by, decision=decision)
    except Refused as error:
        _record_on_text("silence_broken", row, by=by, reason=error.message)
        return False
    return True


def due_circulations() -> list[Circulation]:
    """List the circulations whose deadline has passed and that have not been concluded."""
    rows = Circulation.objects.running().filter(deadline__lte=timezone.now())
    return list(rows.select_related("conference").order_by("deadline"))


# --- Reading and writing ----------------------------------------------------------------------------------


def _locked(circulation: Circulation) -> Circulation:
    """Lock the circulation; nobody objects or ends it until the transaction ends."""
    rows = Circulation.objects.select_for_update(of=("self",)).select_related("conference")
    return rows.get(pk=circulation.pk)


def _locked_texts(rows: RecommendationQuerySet) -> list[Recommendation]:
    """Lock the texts, always in the same order, and return them in the order of the document."""
    keys = [row.pk for row in rows.locked()]
    texts = Recommendation.objects.filter(pk__in=keys).select_related(
        "conference", "document", "current_version"
    )
    return list(texts.in_document_order())


def _texts(circulation: Circulation) -> list[Recommendation]:
    rows = circulation.recommendations.select_related("conference", "current_version", "section")
    return list(rows.in_document_order())


def _check_running(circulation: Circulation) -> None:
    if circulation.state != Status.RUNNING:
        raise Refused(
            _("This silence procedure is over: %(state)s.") % {"state": circulation.get_state_display()}
        )


def _record(
    verb: str, circulation: Circulation, *, by: User, reason: str = "", details: dict[str, Any] | None = None
) -> None:
    record_audit(
        f"outcomes.circulation_{verb}", by=by, target=circulation,
        label=f"{circulation.conference.local(circulation.started_at):%Y-%m-%d}", reason=reason,
        details=details or {},
    )  # fmt: skip


def _record_on_text(
    verb: str, row: Recommendation, *, by: User, reason: str = "", details: dict[str, Any] | None = None
) -> None:
    record_audit(
        f"outcomes.{verb}", by=by, target=row, label=row.working_ref, reason=reason, details=details or {}
    )
