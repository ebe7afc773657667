"""The scheduled job on sessions."""


def delete_old_sessions_task() -> None:
    """Delete expired sessions."""
    from confman.accounts.sessions import SessionStore

    SessionStore.clear_expired()
