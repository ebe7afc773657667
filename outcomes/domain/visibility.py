"""Which recommendations a user may read before they are published: the rule of outcomes.rules, as a query."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from confman.conferences.access import is_team
from confman.conferences.models import Conference
from outcomes.models import Recommendation, Stage, Visibility
from outcomes.rules import group_roles_of

WRITERS = ("chair", "vice-chair", "rapporteur", "drafting")


def readable_recommendations(user: Any, conference: Conference) -> Any:
    """Those that `outcomes.view_recommendation` grants to the user, for lists."""
    found = Recommendation.objects.of(conference)
    if (
        user.is_superuser
        or is_team(user, conference)
        or user.has_perm("outcomes.decide_recommendation", conference)
    ):
        return found
    roles = group_roles_of(user, conference)
    if not roles:
        return found.none()
    groups = {group for group, _role in roles}
    writing = {group for group, role in roles if role in WRITERS}
    granted = (
        Q(visibility=Visibility.PARTICIPANTS)
        | Q(visibility=Visibility.GROUP, working_group__in=groups)
        | Q(visibility=Visibility.SECRETARIAT, working_group__in=writing)
    )
    if any(role == "drafting" for _group, role in roles):
        granted |= ~Q(stage__in=(Stage.DRAFT, Stage.SUBMITTED))
    return found.filter(granted)
