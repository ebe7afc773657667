"""Permissions to see the figures and to set targets."""

import rules

from confman.conferences.access import has_role, is_member

# Totals only, small cells suppressed: also for an observing donor.
rules.add_perm("registrations.view_figures", is_member)
rules.add_perm("registrations.set_targets", has_role("registration"))
