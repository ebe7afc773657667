"""Who may have an agenda of their own."""

import rules

from confman.conferences.access import is_member, is_public_conference

# Stars and a calendar of one's own: for every signed-in user who may read the agenda.
rules.add_perm("agenda.keep_own_agenda", rules.is_authenticated & (is_public_conference | is_member))
