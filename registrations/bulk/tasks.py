"""Tasks of the worker for actions on many registrations."""

from registrations.bulk.domain import carry_out_bulk, expire_bulk_runs, take_up_lost_runs


def carry_out_bulk_run(key: str, language: str) -> None:
    """Continue an action on many registrations. Safe to repeat."""
    carry_out_bulk(key, language)


def take_up_lost_runs_task() -> int:
    """Continue the actions whose process was killed."""
    return take_up_lost_runs()


def expire_bulk_runs_task() -> int:
    """Delete old runs of actions on many registrations."""
    return expire_bulk_runs()
