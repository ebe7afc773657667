"""Row locks: every verb locks the registration before any counter, so that verbs never deadlock."""

from registrations.core.models.registration import Registration


def locked(registration: Registration) -> Registration:
    """Return the registration freshly read, locked until the transaction ends (SQLite locks the whole database)."""
    fresh = Registration.objects.select_for_update(of=("self",))
    locked_row: Registration = fresh.select_related("conference", "person", "category").get(
        pk=registration.pk
    )
    # The person is of the same conference, which need not be queried again.
    locked_row.person.conference = locked_row.conference
    return locked_row
