"""Jobs of the worker."""

from agenda.history.domain.undo import expire_steps


def expire_editing_steps() -> None:
    """Delete steps undone long ago and not redone."""
    expire_steps()
