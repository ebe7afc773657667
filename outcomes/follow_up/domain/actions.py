"""After adoption: actions, progress, responses, indicators, the status of implementation; what is carried over.

A copy is neither a draft nor adopted here: it is "carried over", with its origin, a stage without transitions to or
from it. So it takes no number of the new conference's document, its text is frozen, and it is not on the public list of
adopted recommendations; its follow-up continues here, in the matrix, the letters, the reports, the tracker.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Theme
from confman.translation.languages import reading_in
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused
from confman.web.search import fold
from outcomes.follow_up.domain.focal_points import require_follow_up
from outcomes.follow_up.models.follow_up import (
    FollowUpAction,
    Indicator,
    IndicatorValue,
    ProgressUpdate,
    Response,
)
from outcomes.recommendations.domain.outcome_documents import lock_document, recommendations_document
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation, Visibility
from outcomes.recommendations.models.stages import OPEN_STATUSES, OPEN_TO_ALL_STAGES, FollowUpStatus, Stage
from outcomes.recommendations.models.version import RecommendationVersion


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


# Fields that an addressee brings along from the earlier conference.
CARRIED_OF_ADDRESSEES = (
    "name", "kind", "recipient", "salutation", "rank", "sex", "by_note", "name_in_note", "address", "email", "language",
    "by_office", "entry",
)  # fmt: skip


def earlier_conferences(conference: Conference, user: Visitor) -> list[Conference]:
    """Return the earlier conferences of the series whose follow-up the user may see, the latest first."""
    if conference.series_id is None:
        return []
    conferences = Conference.objects.filter(series=conference.series_id, starts_on__lt=conference.starts_on)
    return [row for row in conferences.order_by("-starts_on") if may(user, "outcomes.view_follow_up", row)]


def to_carry(conference: Conference, earlier: Conference) -> QuerySet[Recommendation]:
    """Return recommendations of an earlier conference that are public and not carried over yet."""
    carried_ids = (
        Recommendation.objects.of(conference).filter(carried_from__isnull=False).values("carried_from")
    )
    recommendations = Recommendation.objects.of(earlier).open_to_all().exclude(pk__in=carried_ids)
    return recommendations.select_related("current_version", "conference", "carried_from").in_order()


def nothing_is_left_open(conference: Conference) -> bool:
    """Tell whether all that earlier conferences of the series left open is carried over already."""
    if conference.series_id is None:
        return True
    earlier = Recommendation.objects.filter(
        conference__series=conference.series_id, conference__starts_on__lt=conference.starts_on
    )
    return not earlier.open_to_all().filter(follow_up__in=OPEN_STATUSES, carried_to=None).exists()


def origin_of(recommendation: Recommendation) -> str:
    """Return the origin in words, “Recommendation 4 of …, 2015”. One carried over twice keeps its first origin."""
    if recommendation.origin:
        return recommendation.origin
    conference = recommendation.conference
    return (
        _("Recommendation %(number)s of %(conference)s, %(year)d")
        % {
            "number": recommendation.reference,
            "conference": conference.title,
            "year": conference.starts_on.year,
        }
    )[:300]


def carry_over(
    conference: Conference, earlier: Conference, recommendation_ids: Collection[UUID], *, by: User
) -> list[Recommendation]:
    """Copy these recommendations with their addressees, themes, actions, indicators and status.

    Answers, reports and evidence stay with the earlier conference, to which they were given. Raises Refused if nothing
    is chosen, and for a conference that is not an earlier one of the series, or whose follow-up the user may not see.
    """
    require_follow_up(conference, by)
    if earlier not in earlier_conferences(conference, by):
        raise Refused(_("Only what an earlier conference of the same series adopted can be carried over."))
    with transaction.atomic():
        document = recommendations_document(conference, by=by)
        # Two users at once carry nothing over twice: the second waits for the lock on the document.
        lock_document(document)
        rows = list(
            to_carry(conference, earlier)
            .filter(pk__in=recommendation_ids)
            .prefetch_related("addressees", "themes", "actions__partners", "indicators__values")
        )
        if not rows:
            raise Refused(_("Choose at least one recommendation that is not carried over yet."))
        maps = _Maps(conference)
        copies = [_copy(row, document, maps, by) for row in rows]
        record_audit(
            "outcomes.carried_over", by=by, conference=conference, target=document,
            details={"from": earlier.slug, "recommendations": len(copies)},
        )  # fmt: skip
    return copies


class _Maps:
    """The new conference's addressees and themes by name; missing ones are copied, people are not."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.addressees = {name: row for row in conference.addressees.all() for name in _names(row.name)}
        self.themes = {name: row for row in conference.themes.all() for name in _names(row.name)}

    def addressee(self, old: Addressee) -> Addressee:
        counterpart = next(
            (self.addressees[name] for name in _names(old.name) if name in self.addressees), None
        )
        if counterpart is None:
            counterpart = Addressee(
                conference=self.conference,
                position=len(set(self.addressees.values())),
                **{name: getattr(old, name) for name in CARRIED_OF_ADDRESSEES},
            )
            counterpart.leave_person_behind()
            counterpart.save(force_insert=True)
            self.addressees |= dict.fromkeys(_names(old.name), counterpart)
        return counterpart

    def theme(self, old: Theme) -> Theme:
        counterpart = next((self.themes[name] for name in _names(old.name) if name in self.themes), None)
        if counterpart is None:
            counterpart = Theme.objects.create(conference=self.conference, name=old.name, colour=old.colour)
            self.themes |= dict.fromkeys(_names(old.name), counterpart)
        return counterpart


def _names(text: Mapping[str, str]) -> list[str]:
    return [fold(name) for name in TranslatedText.of(text).values()]


def _copy(old: Recommendation, document: OutcomeDocument, maps: _Maps, by: User) -> Recommendation:
    conference = document.conference
    with reading_in(conference.default_language, *conference.languages, *old.conference.languages):
        origin = origin_of(old)
    copy = Recommendation(
        conference=conference,
        document=document,
        working_ref=_reference(conference, old),
        stage=Stage.CARRIED_OVER,
        visibility=Visibility.PARTICIPANTS,
        carried_from=old,
        origin=origin,
        follow_up=old.follow_up,
        adopted_on=old.adopted_on,
        **{name: getattr(old, name) for name in ("sdg_targets", "concerned_groups", "priority", "due_on")},
    )
    copy.save(force_insert=True)
    if before := old.current_version:
        copy.current_version = RecommendationVersion.objects.create(
            recommendation=copy, number=1, paragraphs=before.paragraphs,
            original_language=before.original_language, author=by, reason=origin,
        )  # fmt: skip
        copy.save()
    copy.addressees.set([maps.addressee(row) for row in old.addressees.all()])
    copy.themes.set([maps.theme(row) for row in old.themes.all()])
    for action in old.actions.all():
        _copy_action(action, copy, maps)
    for indicator in old.indicators.all():
        _copy_indicator(indicator, copy)
    record_audit(
        "outcomes.recommendation_carried_over",
        by=by,
        target=copy,
        label=copy.label,
        details={"from": old.conference.slug, "number": old.number},
    )
    return copy


def _reference(conference: Conference, old: Recommendation) -> str:
    """Return a working reference with the origin, TASHKENT2017/4, which is unused: nothing is carried over twice."""
    first = old
    while first.carried_from is not None:
        first = first.carried_from
    base = f"{first.conference.slug.upper()[:28]}/{first.reference}"[:40]
    used_references = set(
        Recommendation.objects.of(conference)
        .filter(working_ref__startswith=base[:34])
        .values_list("working_ref", flat=True)
    )
    candidates = chain([base], (f"{base[:36]}-{number}" for number in count(2)))
    return next(name for name in candidates if name not in used_references)


def _copy_action(old: FollowUpAction, copy: Recommendation, maps: _Maps) -> None:
    new_action = FollowUpAction.objects.create(
        recommendation=copy, what=old.what, lead=maps.addressee(old.lead) if old.lead else None,
        starts_on=old.starts_on, due_on=old.due_on, milestones=old.milestones, status=old.status, percent=old.percent,
        position=old.position,
    )  # fmt: skip
    new_action.partners.set([maps.addressee(partner) for partner in old.partners.all()])


def _copy_indicator(old: Indicator, copy: Recommendation) -> None:
    new_indicator = Indicator.objects.create(
        recommendation=copy, name=old.name, unit=old.unit, baseline=old.baseline, target=old.target,
        frequency=old.frequency, position=old.position,
    )  # fmt: skip
    IndicatorValue.objects.bulk_create(
        IndicatorValue(indicator=new_indicator, as_of=value.as_of, value=value.value, source=value.source)
        for value in old.values.all()
    )
