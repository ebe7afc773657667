"""One registration at a time: its row is locked before any counter, by every verb, so none waits in a circle."""

from __future__ import annotations

from registrations.core.models.registration import Registration


def locked(registration: Registration) -> Registration:
    """The registration as it is now, held until the transaction ends (SQLite holds the whole database)."""
    fresh = Registration.objects.select_for_update(of=("self",))
    found: Registration = fresh.select_related("conference", "person", "category").get(pk=registration.pk)
    # A person is of the same conference, which need not be asked for again.
    found.person.conference = found.conference
    return found
