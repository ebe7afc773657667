"""Tasks of the worker on lists of invitees."""

from registrations.invitations.exchange import INVITEE_LISTS


def run_invitee_upload(key: str, language: str) -> None:
    """Read, preview or import a large list that a user uploaded. Safe to repeat."""
    INVITEE_LISTS.run(key, language)
