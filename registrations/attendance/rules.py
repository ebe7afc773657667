"""Permissions on attendance."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.record_attendance", has_role("registration", "check-in"))
rules.add_perm("registrations.enter_sheets", has_role("registration"))
rules.add_perm("registrations.edit_checkpoints", has_role("registration"))
