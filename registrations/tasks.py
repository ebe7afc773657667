"""What the worker does by itself."""

from confman.accounts.system_users import system_user
from registrations.bulk.domain.runs import carry_out_bulk, expire_bulk_runs, take_up_lost_runs
from registrations.lifecycle.domain.decisions import expire_offers
from registrations.seats.domain.seats import run_waiting_lines
from registrations.surveys.domain.lifecycle import close_overdue_surveys, forget_order
from registrations.tables.exchange.stored_uploads import expire_all


def expire_offers_task() -> int:
    """Give places whose offer is over to the next in line."""
    return expire_offers(by=system_user("job"))


def expire_files_task() -> None:
    """Throw away lists and files of forms that wait for longer than a day."""
    expire_all()


def carry_out_bulk_run(key: str, language: str) -> None:
    """Go on with an act for many registrations. Harmless when it comes twice."""
    carry_out_bulk(key, language)


def take_up_lost_runs_task() -> int:
    """Go on with the acts for many whose process was killed."""
    return take_up_lost_runs()


def expire_bulk_runs_task() -> int:
    """Throw away what is known of acts for many that nobody looks at any more."""
    return expire_bulk_runs()


def run_waiting_lines_task() -> int:
    """Move those up who wait for a seat in a working group or session."""
    return run_waiting_lines(by=system_user("job"))


def close_surveys_task() -> int:
    """Close the surveys whose time is over, so that nothing tells in which order they were answered."""
    return close_overdue_surveys(by=system_user("job"))


def forget_order_task(key: str) -> None:
    """Shuffle the responses of a survey that was closed."""
    forget_order(key)
