"""Permissions to read all amendments: for the team, and for the chair of the plenary."""

import rules

from confman.conferences.access import is_team
from outcomes.recommendations.rules import has_ceremony, is_plenary_chair

rules.add_perm("outcomes.view_amendments", is_team | is_plenary_chair)
# For the navigation: an expert meeting has no delegations that amend its texts.
rules.add_perm("outcomes.find_amendments", has_ceremony & (is_team | is_plenary_chair))
