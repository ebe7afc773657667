"""The jobs on accounts that the worker does by itself."""

from confman.accounts.domain.rate_limits import delete_old_counts


def delete_old_counts_task() -> int:
    """Throw away the counts that limit nothing any more."""
    return delete_old_counts()


def delete_old_sessions_task() -> None:
    """Throw away the sessions that are over."""
    from confman.accounts.sessions import SessionStore

    SessionStore.clear_expired()
