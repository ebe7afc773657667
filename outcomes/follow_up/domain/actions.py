"""After adoption: actions, progress, responses, indicators, and the status of a recommendation's implementation."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import require_follow_up
from outcomes.follow_up.models.follow_up import (
    FollowUpAction,
    Indicator,
    IndicatorValue,
    ProgressUpdate,
    Response,
)
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import OPEN_TO_ALL_STAGES, FollowUpStatus


def _require(recommendation: Recommendation, by: User) -> None:
    require_follow_up(recommendation.conference, by)
    if not recommendation.is_followed_up:
        raise Refused(
            _("%(what)s has not been adopted; only what is adopted is followed up.")
            % {"what": recommendation.label}
        )


def save_action(
    recommendation: Recommendation,
    *,
    by: User,
    values: Mapping[str, Any],
    partners: Iterable[Addressee] | None = None,
    action: FollowUpAction | None = None,
) -> FollowUpAction:
    """Save a new or changed follow-up action. Beginning an action takes its recommendation out of "not started"."""
    _require(recommendation, by)
    with transaction.atomic():
        row = action or FollowUpAction(recommendation=recommendation, position=recommendation.actions.count())
        if "lead" in values and values["lead"] != row.lead:
            # More time was given to whom led it then.
            values = {**values, "report_by": None}
        changed = apply_changes(row, values)
        if partners is not None:
            row.partners.set(partners)
        record_audit(
            "outcomes.action_changed" if action else "outcomes.action_added",
            by=by,
            target=recommendation,
            label=recommendation.label,
            details={"fields": changed, "status": row.status, "percent": row.percent},
        )
        begin_follow_up(recommendation, row, by)
    return row


def begin_follow_up(recommendation: Recommendation, action: FollowUpAction, by: User) -> None:
    """Take the recommendation of a begun action out of "not started". Within the caller's transaction."""
    begun = action.status not in (FollowUpStatus.NOT_STARTED, FollowUpStatus.SUPERSEDED)
    if begun and recommendation.follow_up == FollowUpStatus.NOT_STARTED:
        _set_follow_up(recommendation, FollowUpStatus.IN_PROGRESS, by, "")


def why_action_stays(action: FollowUpAction) -> str:
    """Say why an action cannot be removed, or ""."""
    if action.updates.filter(state=ProgressUpdate.Status.ACCEPTED).exists():
        return _("Progress on this action was reported: mark it as superseded instead of removing it.")
    return ""


def remove_action(action: FollowUpAction, *, by: User) -> None:
    """Remove an action with its progress updates. Raises Refused once a report on it was accepted."""
    recommendation = action.recommendation
    _require(recommendation, by)
    if reason := why_action_stays(action):
        raise Refused(reason)
    with transaction.atomic():
        action.delete()
        record_audit("outcomes.action_removed", by=by, target=recommendation, label=recommendation.label)


def report_progress(action: FollowUpAction, *, by: User, values: Mapping[str, Any]) -> ProgressUpdate:
    """Save what was done in a period, as entered by the secretariat and so accepted at once.

    `values`: period_from, period_to, narrative, obstacles, percent, self_assessment, verified_assessment. Percentage
    and self-assessment move the action; a verified assessment is shown to the addressee before it is published
    (`outcomes.follow_up.domain.review`), and moves it then.
    """
    recommendation = action.recommendation
    _require(recommendation, by)
    update = ProgressUpdate(action=action, author=by, state=ProgressUpdate.Status.ACCEPTED, **dict(values))
    update.full_clean(exclude=["action", "author"])
    with transaction.atomic():
        update.save(force_insert=True)
        if update.self_assessment:
            action.status = update.self_assessment
        if update.percent is not None:
            action.percent = update.percent
            if action.status == FollowUpStatus.NOT_STARTED and update.percent:
                action.status = FollowUpStatus.IN_PROGRESS
        action.save(update_fields=["status", "percent"])
        record_audit(
            "outcomes.action_reported", by=by, target=recommendation, label=recommendation.label,
            details={"status": action.status, "percent": action.percent},
        )  # fmt: skip
        begin_follow_up(recommendation, action, by)
    return update


def set_follow_up(recommendation: Recommendation, *, by: User, status: str, reason: str = "") -> None:
    """Set the status of the recommendation as a whole. "Not implemented" needs a reason: silence is not one."""
    _require(recommendation, by)
    if status not in FollowUpStatus.values:
        raise Refused(_("“%(status)s” is not a status of follow-up.") % {"status": status})
    if status in (FollowUpStatus.NOT_IMPLEMENTED, FollowUpStatus.SUPERSEDED) and not reason.strip():
        raise Refused(_("Say why: no reply received does not mean not implemented."))
    with transaction.atomic():
        _set_follow_up(recommendation, status, by, reason)


def _set_follow_up(recommendation: Recommendation, status: str, by: User, reason: str) -> None:
    before, recommendation.follow_up = recommendation.follow_up, status
    Recommendation.objects.filter(pk=recommendation.pk).update(follow_up=status)
    record_audit(
        "outcomes.recommendation_followed_up", by=by, target=recommendation, label=recommendation.label,
        reason=reason, details={"from": str(before), "to": str(status)},
    )  # fmt: skip


def record_response(
    recommendation: Recommendation, *, by: User, addressee: Addressee, values: Mapping[str, Any]
) -> Response:
    """Save an addressee's answer, or that no reply was received; one response per addressee.

    Raises Refused for a body to which the recommendation is not addressed.
    """
    _require(recommendation, by)
    if not recommendation.addressees.filter(pk=addressee.pk).exists():
        raise Refused(_("%(what)s is not addressed to this body.") % {"what": recommendation.label})
    is_received = values.get("answer", Response.Answer.NO_REPLY) != Response.Answer.NO_REPLY
    received_at = timezone.now() if is_received else None
    with transaction.atomic():
        response, _created = Response.objects.update_or_create(
            recommendation=recommendation,
            addressee=addressee,
            defaults={**values, "received_at": received_at, "by_link": False},
        )
        record_audit(
            "outcomes.response_recorded", by=by, target=recommendation, label=recommendation.label,
            details={"answer": str(response.answer)},
        )  # fmt: skip
    return response


def save_indicator(
    recommendation: Recommendation, *, by: User, values: Mapping[str, Any], indicator: Indicator | None = None
) -> Indicator:
    """Save a new or changed indicator."""
    _require(recommendation, by)
    with transaction.atomic():
        row = indicator or Indicator(
            recommendation=recommendation, position=recommendation.indicators.count()
        )
        changed = apply_changes(row, values)
        record_audit(
            "outcomes.indicator_changed" if indicator else "outcomes.indicator_added", by=by, target=recommendation,
            label=recommendation.label, details={"fields": changed},
        )  # fmt: skip
    return row


def record_indicator_value(indicator: Indicator, *, by: User, values: Mapping[str, Any]) -> IndicatorValue:
    """Save a measurement (`as_of`, `value`, `source`); another value of the same day replaces it."""
    recommendation = indicator.recommendation
    _require(recommendation, by)
    with transaction.atomic():
        row, _created = IndicatorValue.objects.update_or_create(
            indicator=indicator,
            as_of=values["as_of"],
            defaults={"value": values["value"], "source": values.get("source", "")},
        )
        record_audit(
            "outcomes.indicator_measured", by=by, target=recommendation, label=recommendation.label,
            details={"as_of": row.as_of.isoformat()},
        )  # fmt: skip
    return row


def waiting_responses(conference: Conference) -> int:
    """Count the missing answers of addressees to what is published or carried over; two queries."""
    question_count = Recommendation.addressees.through.objects.filter(
        recommendation__conference=conference, recommendation__stage__in=OPEN_TO_ALL_STAGES
    ).count()
    answered = (
        Response.objects.of(conference)
        .received()
        .filter(recommendation__stage__in=OPEN_TO_ALL_STAGES, recommendation__addressees=F("addressee"))
        .count()
    )
    return question_count - answered
