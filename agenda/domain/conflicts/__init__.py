"""What cannot be as planned: pure checks over a whole plan, without a query.

Editor, list, `checkagenda` and publishing all ask `find_conflicts`. Our own checks stand in `checks`; a floor above
registers further ones in `conflict_checks`.
"""

from __future__ import annotations

from agenda.domain.conflicts.plan import (
    Limits,
    Plan,
    PlannedRole,
    PlannedSession,
    PlannedShift,
)
from agenda.domain.conflicts.registry import (
    Conflict,
    ConflictCheck,
    Severity,
    conflict_checks,
    find_conflicts,
)
from agenda.domain.conflicts.sweeping import Hours
from agenda.domain.conflicts.telling import Teller

__all__ = [
    "Conflict",
    "ConflictCheck",
    "Hours",
    "Limits",
    "Plan",
    "PlannedRole",
    "PlannedSession",
    "PlannedShift",
    "Severity",
    "Teller",
    "conflict_checks",
    "find_conflicts",
]
