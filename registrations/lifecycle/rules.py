"""Permissions to change categories and settings."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.edit_settings", has_role("registration"))
rules.add_perm("registrations.edit_categories", has_role("registration"))
