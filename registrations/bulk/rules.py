"""Permissions to write to participants."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.write_to_participants", has_role("registration"))
