"""Permissions to see and record the vetting."""

import rules

from confman.conferences.access import has_role

# What the host's services say of somebody is for those who deal with them.
rules.add_perm("registrations.vet", has_role("protocol"))
