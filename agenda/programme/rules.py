"""The people who may read the published agenda: everyone who may see the public site."""

import rules

from confman.conferences.access import is_member, is_public_conference

# For everyone once the conference is announced, for its team before.
rules.add_perm("agenda.view_agenda", is_public_conference | is_member)
