"""Permissions on invitees and letters."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.view_invitees", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_invitees", has_role("registration", "protocol"))
