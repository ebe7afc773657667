"""What this floor adds to the floors below: a module for each field of work, each filling their registries."""

from __future__ import annotations

from registrations.contributions import (
    bulk,
    delegations,
    desk,
    form,
    invitees,
    portal,
    protocol,
    returning,
    seats,
    surveys,
)


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    desk.register()
    bulk.register()
    returning.register()
    delegations.register()
    form.register()
    portal.register()
    seats.register()
    invitees.register()
    protocol.register()
    surveys.register()
