"""Permissions: to take a conference away, and to decide what becomes of it."""

import rules

from confman.conferences.access import is_owner

rules.add_perm("archives.archive_conference", is_owner)
