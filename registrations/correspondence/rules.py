"""Permissions on invitees and letters."""

import rules

from confman.conferences.access import has_role, is_of_organization

rules.add_perm("registrations.view_invitees", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_invitees", has_role("registration", "protocol"))
rules.add_perm("registrations.take_invitees", is_of_organization & has_role("registration", "protocol"))
