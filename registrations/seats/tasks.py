"""Tasks of the worker on seats."""

from confman.accounts.system_users import system_user
from registrations.seats.domain.seats import run_waiting_lines


def run_waiting_lines_task() -> int:
    """Move up those who wait for a seat in a working group or session."""
    return run_waiting_lines(by=system_user("job"))
