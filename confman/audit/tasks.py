"""What the worker does for the history."""

from __future__ import annotations

from confman.audit.domain.submissions import forget_submissions


def forget_submissions_task() -> int:
    """Delete the keys of forms that nobody has open any more. May come twice."""
    return forget_submissions()
