"""Permissions to read all amendments: for the team, and for the chair of the plenary."""

from __future__ import annotations

import rules

from confman.conferences.access import is_team
from outcomes.recommendations.rules import is_plenary_chair

rules.add_perm("outcomes.view_amendments", is_team | is_plenary_chair)
