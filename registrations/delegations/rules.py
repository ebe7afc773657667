"""Permissions on delegations."""

from typing import Any

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import has_role
from registrations.core.models.delegation import Delegation


@rules.predicate
def is_focal_point(user: Visitor, delegation: Any = None) -> bool:
    """Tell whether the user represents the delegation, by account or a personal link opened in this browser."""
    if not isinstance(delegation, Delegation):
        return False
    if str(delegation.pk) in getattr(user, "opened_delegations", ()):
        return True
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(delegation.focal_points.filter(person__user=user).exists())


rules.add_perm("registrations.view_delegations", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_delegations", has_role("registration", "protocol"))
rules.add_perm("registrations.approve_delegation_names", has_role("protocol"))
rules.add_perm("registrations.judge_credentials", has_role("protocol"))
rules.add_perm("registrations.use_delegation_page", is_focal_point)
