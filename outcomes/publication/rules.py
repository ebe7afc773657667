"""Permissions to read, edit and make the official document."""

import rules

from confman.conferences.access import is_team
from outcomes.recommendations.rules import is_plenary_chair, staff

rules.add_perm("outcomes.view_document", is_team | is_plenary_chair)
rules.add_perm("outcomes.edit_document", staff)
rules.add_perm("outcomes.export_recommendations", is_team)
