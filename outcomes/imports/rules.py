"""Permissions to import tables of recommendations."""

import rules

from outcomes.recommendations.rules import staff

rules.add_perm("outcomes.import_recommendations", staff)
