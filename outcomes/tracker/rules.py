"""Permissions to read what was published: for everyone once the conference is public, for its members before."""

from typing import Any

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import is_member, is_public_conference
from outcomes.recommendations.models.recommendation import Recommendation


@rules.predicate
def is_published(user: Visitor, target: Any = None) -> bool:
    return isinstance(target, Recommendation) and target.facts.is_published


rules.add_perm("outcomes.view_published", is_public_conference | is_member)
rules.add_perm("outcomes.view_published_recommendation", (is_public_conference | is_member) & is_published)
