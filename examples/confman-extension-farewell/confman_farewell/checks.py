"""The check of the agenda: pure, on the plan that confman has loaded."""

from collections.abc import Iterator

from agenda.conflicts.domain.plan import AgendaPlan
from agenda.conflicts.registries import Conflict

BREAKFAST = 7


def before_breakfast(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session that begins before breakfast, at the conference's own hours."""
    for session in plan.sessions:
        if session.start.hour < BREAKFAST:
            yield Conflict("before-breakfast", (session.id,))
