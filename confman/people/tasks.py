"""What the worker does by itself."""

from confman.people.domain.duplicates import refresh_all_duplicates


def refresh_duplicates_task() -> int:
    """Compare who is new or changed with everyone of their conference."""
    return refresh_all_duplicates()
