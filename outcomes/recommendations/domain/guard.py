"""Whether a decision may be taken on a text: packages above may hold it up."""

from confman.conferences.registries import Query, answers
from outcomes.recommendations.models.recommendation import Recommendation


def why_blocked(recommendation: Recommendation) -> str:
    """Return why nothing else may be decided on the text now; '' if it may."""
    return next(filter(None, answers(Query.TEXT_BLOCKED, recommendation)), "")
