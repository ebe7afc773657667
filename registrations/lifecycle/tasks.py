"""Tasks of the worker on places that were offered."""

from confman.accounts.system_users import system_user
from registrations.lifecycle.domain.decisions import expire_offers


def expire_offers_task() -> int:
    """Give places whose offer has expired to the next in line."""
    return expire_offers(by=system_user("job"))
