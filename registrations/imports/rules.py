"""Permissions to import lists of people."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.import_people", has_role("registration", "protocol"))
