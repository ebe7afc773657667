"""Whether the plenary sits, and whether it has adopted anything."""

from django.utils import timezone

from agenda.sessions.models.session import Session, SessionKind
from confman.conferences.models import Conference
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.recommendation import Recommendation


def plenary_sits(conference: Conference) -> bool:
    """Tell whether a plenary runs at this moment, and a text is there that it can decide on."""
    now = timezone.now()
    plenaries = Session.objects.of(conference).taking_place().filter(kind=SessionKind.PLENARY)
    stages = TRANSITIONS["adopt"].all_sources(conference)
    return (
        plenaries.filter(start__lte=now, end__gt=now).exists()
        and Recommendation.objects.of(conference).filter(stage__in=stages).exists()
    )


def has_adopted(conference: Conference) -> bool:
    """Tell whether a recommendation is adopted."""
    return Recommendation.objects.of(conference).adopted().exists()
