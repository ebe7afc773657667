"""Finds the conflicts of a plan by all registered checks."""

from collections.abc import Iterable

from agenda.conflicts.domain.plan import Plan
from agenda.conflicts.registries import Conflict, conflict_checks


def find_conflicts(plan: Plan, ignored: Iterable[str] = ()) -> list[Conflict]:
    """Return all conflicts of a plan but for the ignored kinds, in the order of the checks, then of time.

    Costs O(n log n) for n sessions, roles and shifts, plus the number of conflicts to name: more than a
    hundred connected pairs are reported as one.
    """
    skipped = set(ignored)
    order = {session.id: session.start for session in plan.sessions}
    found: list[Conflict] = []
    for check in conflict_checks:
        if check.key not in skipped:
            found += sorted(
                check.find(plan),
                key=lambda conflict: (order[conflict.sessions[0]], conflict.sessions, conflict.subject),
            )
    return found
