"""Permissions on registrations."""

import rules

from confman.accounts.models import Visitor
from confman.conferences.access import has_role
from registrations.core.models.registration import Registration


@rules.predicate
def is_own_registration(user: Visitor, registration: object = None) -> bool:
    """Tell whether it is the user's own, by their account or a personal link opened in this browser."""
    if not isinstance(registration, Registration):
        return False
    if str(registration.pk) in getattr(user, "opened_registrations", ()):
        return True
    return bool(user.is_authenticated and user.is_active and registration.person.user_id == user.pk)


rules.add_perm("registrations.view_registrations", has_role("registration", "protocol"))
rules.add_perm("registrations.review", has_role("registration"))
rules.add_perm("registrations.edit_registrations", has_role("registration", "protocol"))
rules.add_perm("registrations.use_own_registration", is_own_registration)
