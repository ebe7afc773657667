"""Tasks of the worker on surveys."""

from confman.accounts.system_users import system_user
from registrations.surveys.domain.lifecycle import close_overdue_surveys, forget_order


def close_surveys_task() -> int:
    """Close the surveys whose time is over, so that the order of their responses is erased."""
    return close_overdue_surveys(by=system_user("job"))


def forget_order_task(key: str) -> None:
    """Shuffle the responses of a survey that was closed."""
    forget_order(key)
