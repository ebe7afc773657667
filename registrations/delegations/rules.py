"""Permissions on delegations."""

from typing import Any

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import conference_of, has_role
from registrations.core.models.delegation import Delegation, FocalPoint


@rules.predicate
def is_focal_point(user: Visitor, delegation: object = None) -> bool:
    """Tell whether the user represents the delegation, by account or a personal link opened in this browser."""
    if not isinstance(delegation, Delegation):
        return False
    if str(delegation.pk) in getattr(user, "opened_delegations", ()):
        return True
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(delegation.focal_points.filter(person__user=user).exists())


@rules.predicate
def has_own_delegation(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user represents a delegation in the conference by account, as a program of theirs does."""
    conference = conference_of(target)
    if conference is None or not (user.is_authenticated and user.is_active):
        return False
    return FocalPoint.objects.filter(delegation__conference=conference, person__user=user).exists()


rules.add_perm("registrations.view_delegations", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_delegations", has_role("registration", "protocol"))
rules.add_perm("registrations.approve_delegation_names", has_role("protocol"))
rules.add_perm("registrations.judge_credentials", has_role("protocol"))
rules.add_perm("registrations.use_delegation_page", is_focal_point)
rules.add_perm("registrations.view_own_delegations", has_own_delegation)
rules.add_perm("registrations.name_members", has_own_delegation)
