"""The people who may run the show, and see who is missing."""

import rules

from confman.conferences.access import has_role

# On the day itself: say that a cue begins, or is late.
rules.add_perm("agenda.run_show", has_role("programme", "check-in"))
# The page of the people who are missing.
rules.add_perm("agenda.view_presence", has_role("programme", "registration", "protocol", "check-in"))
