"""Permissions to enter the room of a group, to write and comment there, and to operate its screen."""

from typing import Any

import rules

from agenda.rooms.models import WorkingGroup
from confman.accounts.models import Visitor
from confman.conferences.access import is_team
from outcomes.recommendations.domain.visibility import WRITERS, group_roles_of
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.rules import has_group_role, is_plenary_chair, may_read_draft, staff


@rules.predicate
def is_in_working_group(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user has any role in this working group."""
    return isinstance(target, WorkingGroup) and any(
        group == target.pk for group, _role in group_roles_of(user, target)
    )


@rules.predicate
def writes_in_working_group(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user is chair, vice-chair, rapporteur or drafting member of this working group."""
    return isinstance(target, WorkingGroup) and any(
        group == target.pk and role in WRITERS for group, role in group_roles_of(user, target)
    )


@rules.predicate
def is_open_to_comment(user: Visitor, target: Any = None) -> bool:
    """Tell whether the text is still open for comments: changes after tabling are amendments."""
    return isinstance(target, Recommendation) and target.facts.is_discussed


# The room of a group: its people, with or without an account, and the secretariat.
rules.add_perm("outcomes.enter_room", is_team | is_in_working_group)
rules.add_perm("outcomes.write_in_room", staff | writes_in_working_group)
rules.add_perm("outcomes.comment_on_recommendation", is_open_to_comment & (is_team | may_read_draft))
# The screens of groups and of the plenary, which has no group. Anyone with the address can read a screen.
rules.add_perm("outcomes.operate_screen", staff | has_group_role(*WRITERS) | is_plenary_chair)
