"""What the worker does with lists of invitees."""

from registrations.invitations.exchange import INVITEE_LISTS


def run_invitee_upload(key: str, language: str) -> None:
    """Read, preview or import a large list that a user brought. Harmless when it comes twice."""
    INVITEE_LISTS.run(key, language)
