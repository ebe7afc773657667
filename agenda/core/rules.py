"""The people who may see the working agenda, and who may change it."""

import rules

from confman.conferences.access import has_role, is_team

rules.add_perm("agenda.view_working_agenda", is_team)
rules.add_perm("agenda.edit_agenda", has_role("programme"))
