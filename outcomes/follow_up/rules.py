"""Permissions to read and keep the follow-up, and to answer for an addressee."""

from typing import Any

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import is_of_organization, is_team
from outcomes.follow_up.models.transmittal import FocalPointTerm
from outcomes.recommendations.rules import staff


@rules.predicate
def is_focal_point_now(user: Visitor, term: Any = None) -> bool:
    """Tell whether the user answers for the addressee while the term runs: by account, or by the link opened."""
    if not isinstance(term, FocalPointTerm) or term.ended_at is not None:
        return False
    if str(term.pk) in getattr(user, "opened_terms", ()):
        return True
    return bool(user.is_authenticated and user.is_active and term.person and term.person.user_id == user.pk)


rules.add_perm("outcomes.view_follow_up", is_team)
rules.add_perm("outcomes.edit_follow_up", staff)
rules.add_perm("outcomes.take_addressees", is_of_organization & staff)
rules.add_perm("outcomes.use_follow_up_page", is_focal_point_now)
