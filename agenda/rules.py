"""Who may see and change the agenda. Releases are for everyone whom the public site is for."""

import rules

from confman.conferences.access import has_role, is_member, is_public_conference, is_team

# What is published: for everyone once the conference is announced, for its team before.
rules.add_perm("agenda.view_agenda", is_public_conference | is_member)
# Stars and a calendar of one's own: for whoever is signed in and may read the agenda.
rules.add_perm("agenda.keep_own_agenda", rules.is_authenticated & (is_public_conference | is_member))
rules.add_perm("agenda.view_working_agenda", is_team)
rules.add_perm("agenda.edit_agenda", has_role("programme"))
rules.add_perm("agenda.publish_agenda", has_role("programme"))
# On the day itself: say that a cue begins, or is late.
rules.add_perm("agenda.run_show", has_role("programme", "check-in"))
