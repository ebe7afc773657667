"""The public tracker: verified and published results of each published recommendation, and released evidence."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.utils.functional import Promise

from confman.conferences.models import Conference
from outcomes.follow_up.models.follow_up import Evidence, FollowUpAction, ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpSettings
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationQuerySet
from outcomes.recommendations.models.stages import FollowUpStatus


def _label(entry: "TrackedAction | PublicRecommendation") -> str | Promise:
    return FollowUpStatus(entry.status).label if entry.status else ""


@dataclass(frozen=True)
class TrackedAction:
    """An action with its latest published assessment; `status` is '' if there is none."""

    action: FollowUpAction
    status: str
    as_of: dt.date | None
    evidence: tuple[Evidence, ...]

    status_label = property(_label)


@dataclass(frozen=True)
class PublicRecommendation:
    """A recommendation as the public sees it. `status` is '' if nothing is assessed yet."""

    recommendation: Recommendation
    actions: tuple[TrackedAction, ...]

    @property
    def status(self) -> str:
        return overall_status(action.status for action in self.actions)

    status_label = property(_label)


def overall_status(statuses: Iterable[str]) -> str:
    """Return the status of a whole from its actions' published assessments ('' for none); '' if there are none.

    "Implemented" and "not implemented" require that all actions have it; unassessed ones do not.
    """
    in_force = [status for status in statuses if status != FollowUpStatus.SUPERSEDED]
    assessed = {status for status in in_force if status}
    if not assessed:
        return ""
    if len(assessed) == 1 and "" not in in_force:
        return assessed.pop()
    if assessed & {FollowUpStatus.IMPLEMENTED, FollowUpStatus.PARTIALLY_IMPLEMENTED}:
        return FollowUpStatus.PARTIALLY_IMPLEMENTED.value
    return FollowUpStatus.IN_PROGRESS.value


def published_recommendations(conference: Conference) -> RecommendationQuerySet:
    """Return the recommendations that the public may read."""
    return Recommendation.objects.of(conference).published()


def has_public_tracker(conference: Conference) -> bool:
    """Tell whether the conference wants a public tracker."""
    return FollowUpSettings.objects.with_public_tracker(conference).exists()


def with_tracking(recommendations: RecommendationQuerySet) -> RecommendationQuerySet:
    """Fetch what `tracked` reads of these recommendations, in a constant number of queries."""
    released = Evidence.objects.filter(is_private=False)
    updates = ProgressUpdate.objects.published().prefetch_related(Prefetch("evidence", queryset=released))
    actions = FollowUpAction.objects.select_related("lead").prefetch_related(Prefetch("updates", updates))
    return recommendations.prefetch_related(Prefetch("actions", actions))


def tracked_recommendations(conference: Conference) -> RecommendationQuerySet:
    """Return the recommendations of the tracker, each with what `tracked` reads."""
    recommendations = Recommendation.objects.of(conference).open_to_all()
    recommendations = recommendations.select_related("current_version", "conference")
    return with_tracking(recommendations).prefetch_related("addressees").defer("search_text").in_order()


def verified_counts(entries: Iterable[PublicRecommendation]) -> dict[str, int]:
    """Count the recommendations of every verified status, 0 included; "" for those without one."""
    counts = dict.fromkeys(("", *FollowUpStatus.values), 0)
    for entry in entries:
        counts[entry.status] += 1
    return counts


def of_verified_status(recommendations: RecommendationQuerySet, status: str) -> RecommendationQuerySet:
    """Filter the recommendations by their public status: as verified, not as reported."""
    assessed = ProgressUpdate.objects.published().order_by().values("action__recommendation")
    rows = with_tracking(recommendations.filter(pk__in=assessed)).only("pk")
    return recommendations.filter(pk__in=[row.pk for row in rows if tracked(row).status == status])


def tracked(recommendation: Recommendation) -> PublicRecommendation:
    """Return the tracker's view of a recommendation fetched `with_tracking`: only what is published."""
    rows = []
    for action in recommendation.actions.all():
        updates = list(action.updates.all())
        latest = updates[0] if updates else None
        rows.append(
            TrackedAction(
                action,
                latest.verified_assessment if latest else "",
                latest.period_to if latest else None,
                tuple(item for update in updates for item in update.evidence.all()),
            )
        )
    return PublicRecommendation(recommendation, tuple(rows))


def released_evidence(conference: Conference, pk: UUID) -> Evidence | None:
    """Return public evidence: released, of a published report on a public text, in a conference with a tracker."""
    if not has_public_tracker(conference):
        return None
    recommendations = Recommendation.objects.of(conference).open_to_all()
    published = ProgressUpdate.objects.of(conference).published()
    published = published.filter(action__recommendation__in=recommendations.order_by())
    return Evidence.objects.filter(pk=pk, is_private=False, update__in=published).first()
