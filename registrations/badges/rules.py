"""Permissions on badges and tickets."""

import rules

from confman.conferences.access import has_role, is_owner

rules.add_perm("registrations.make_cards", has_role("registration"))
rules.add_perm("registrations.edit_badge_designs", has_role("registration"))
# A template is a program: only the owner may change it.
rules.add_perm("registrations.write_badge_templates", is_owner)
