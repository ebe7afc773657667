"""Scheduled jobs on accounts."""

from confman.accounts.domain.rate_limits import delete_old_counts


def delete_old_counts_task() -> int:
    """Delete expired counts of attempts."""
    return delete_old_counts()


def delete_old_sessions_task() -> None:
    """Delete expired sessions."""
    from confman.accounts.sessions import SessionStore

    SessionStore.clear_expired()
