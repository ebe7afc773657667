"""The origins of a text, and the texts made from it: mergers and splits, as a tree with links both ways."""

from __future__ import annotations

from dataclasses import dataclass, field

from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion

# Nobody merges and splits this often; the limit only prevents an endless loop on damaged data.
DEEPEST = 10


@dataclass(frozen=True)
class RecommendationOrigin:
    """A recommendation that another comes from: `how` is 'merged' or 'split', `version` the number it had then."""

    recommendation: Recommendation
    version: int
    how: str
    sources: list[RecommendationOrigin] = field(default_factory=list)


def origins_of(recommendation: Recommendation, *, depth: int = 0) -> list[RecommendationOrigin]:
    """List the sources of its first version, and their sources in turn; [] for a text written from scratch."""
    if depth >= DEEPEST:
        return []
    first = (
        RecommendationVersion.objects.filter(recommendation=recommendation, number=1)
        .select_related("split_from__recommendation__working_group")
        .prefetch_related("merged_from__recommendation__working_group")
        .first()
    )
    if first is None:
        return []
    made_of = [("merged", version) for version in first.merged_from.all()]
    if first.split_from is not None:
        made_of.append(("split", first.split_from))
    return [
        RecommendationOrigin(
            version.recommendation, version.number, how, origins_of(version.recommendation, depth=depth + 1)
        )
        for how, version in made_of
    ]


def became_of(recommendation: Recommendation) -> list[Recommendation]:
    """List the results of merging or splitting the recommendation; [] if neither happened."""
    if recommendation.merged_into is not None:
        return [recommendation.merged_into]
    # Subqueries, because SQLite would execute a join from its far end, through all recommendations.
    versions = RecommendationVersion.objects.filter(recommendation=recommendation)
    parts = RecommendationVersion.objects.filter(split_from__in=versions.values("pk"))
    return list(Recommendation.objects.filter(pk__in=parts.values("recommendation")).order_by("working_ref"))
