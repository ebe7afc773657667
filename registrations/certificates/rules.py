"""Permissions to issue certificates."""

import rules

from confman.conferences.access import has_role

rules.add_perm("registrations.issue_certificates", has_role("registration"))
