"""Permissions to import tables of recommendations."""

from __future__ import annotations

import rules

from outcomes.recommendations.rules import staff

rules.add_perm("outcomes.import_recommendations", staff)
