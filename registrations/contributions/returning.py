"""What comes back with a session or working group whose deletion is undone in the agenda."""

from __future__ import annotations

from agenda.history.registries import ReturnHook, return_hooks
from registrations.seats.domain.undo import count_seats_anew


def register() -> None:
    return_hooks.register(ReturnHook("registrations.seats", count_seats_anew))
