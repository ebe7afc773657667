"""The conferences of a series side by side: who came, what was adopted, what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from outcomes.recommendations.models.follow_up_status import OPEN_STATUSES, FollowUpStatus
from outcomes.recommendations.models.recommendation import ADOPTED_STAGES, Recommendation
from registrations.lifecycle.table import MEASURES
from registrations.statistics.domain.figures import totals_of

_ADOPTED = Q(stage__in=ADOPTED_STAGES)
# What became of the recommendations: the label, and which are counted.
_OUTCOMES: dict[str, tuple[Promise, Q]] = {
    "adopted": (_("Recommendations adopted"), _ADOPTED),
    "implemented": (_("of these implemented"), _ADOPTED & Q(follow_up=FollowUpStatus.IMPLEMENTED)),
    "open": (_("of these still open"), _ADOPTED & Q(follow_up__in=OPEN_STATUSES)),
    "left": (
        _("of these open and not carried over"),
        _ADOPTED & Q(follow_up__in=OPEN_STATUSES, carried_to=None),
    ),
}


@dataclass(frozen=True)
class SeriesLine:
    """A figure of each conference, in their order; None is suppressed."""

    key: str
    label: str
    numbers: tuple[int | None, ...]


def conferences_of_series(conference: Conference, user: Visitor) -> list[Conference]:
    """Return the conferences of the same series whose report the user may see, the earliest first."""
    if conference.series_id is None:
        return []
    found = Conference.objects.filter(series=conference.series_id).order_by("starts_on", "slug")
    if not user.is_superuser:
        found = found.filter(memberships__user=user.pk).distinct()
    return list(found)


def series_lines(conferences: Iterable[Conference]) -> list[SeriesLine]:
    """Return the figures of these conferences side by side; two queries. Figures of no conference are left out."""
    rows = list(conferences)
    people = totals_of(rows)
    counts = {
        f"number_{key}": Count("pk", distinct=True, filter=wanted)
        for key, (_label, wanted) in _OUTCOMES.items()
    }
    recommendations = Recommendation.objects.filter(conference__in=rows).order_by()
    texts = {row["conference"]: row for row in recommendations.values("conference").annotate(**counts)}
    lines = [
        SeriesLine(key, str(measure.label), tuple(people.get(row.pk, {}).get(key, 0) for row in rows))
        for key, measure in MEASURES.items()
    ]
    lines += [
        SeriesLine(key, str(label), tuple(texts.get(row.pk, {}).get(f"number_{key}", 0) for row in rows))
        for key, (label, _wanted) in _OUTCOMES.items()
    ]
    return [line for line in lines if any(number != 0 for number in line.numbers)]
