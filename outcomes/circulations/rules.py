"""Permissions to read and run silence procedures."""

import rules

from confman.conferences.access import is_team
from outcomes.recommendations.rules import has_ceremony, is_plenary_chair, staff

rules.add_perm("outcomes.view_circulations", is_team | is_plenary_chair)
rules.add_perm("outcomes.run_circulations", staff)
# For the navigation: an expert meeting has no silence procedures.
rules.add_perm("outcomes.find_circulations", has_ceremony & (is_team | is_plenary_chair))
