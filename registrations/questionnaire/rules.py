"""Permissions on the form and its answers."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.edit_form", has_role("registration"))
# Passports and visas; every look is in the history.
rules.add_perm("registrations.view_protected", has_role("protocol"))
