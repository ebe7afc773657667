"""Jobs of the worker."""

from __future__ import annotations

from agenda.history.domain.undo import expire_steps


def expire_editing_steps() -> None:
    """Forget what was taken back long ago and not done again."""
    expire_steps()
