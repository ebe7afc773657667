"""Tasks of the worker on actions on many registrations."""

from registrations.bulk.domain.runs import carry_out_bulk, expire_bulk_runs, take_up_lost_runs


def carry_out_bulk_run(key: str, language: str) -> None:
    """Go on with an act for many registrations. Harmless when it comes twice."""
    carry_out_bulk(key, language)


def take_up_lost_runs_task() -> int:
    """Go on with the acts for many whose process was killed."""
    return take_up_lost_runs()


def expire_bulk_runs_task() -> int:
    """Throw away what is known of acts for many that nobody looks at any more."""
    return expire_bulk_runs()
