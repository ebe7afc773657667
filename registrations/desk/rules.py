"""Permissions to see and record the vetting."""

import rules

from confman.conferences.access import has_role

# Only roles that deal with the host's vetting may see its results.
rules.add_perm("registrations.vet", has_role("protocol"))
