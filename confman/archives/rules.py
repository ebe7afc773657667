"""Permissions: to take a conference away, and to decide what becomes of it."""

import rules

from confman.conferences.access import is_owner

rules.add_perm("archives.archive_conference", is_owner)
# A bag says who did what, and who is in the team: it is the operator who trusts it.
rules.add_perm("archives.restore_archive", rules.is_superuser)
