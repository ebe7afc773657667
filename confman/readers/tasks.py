"""The job of the public site's editions."""

from confman.readers.editions import sum_up_editions


def sum_up_editions_task() -> int:
    """Replace the many steps of conferences by their sums."""
    return sum_up_editions()
