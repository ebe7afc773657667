"""The worker's jobs for the history."""

from confman.audit.domain.sign_ins import forget_sign_ins
from confman.audit.domain.submissions import forget_submissions


def forget_submissions_task() -> int:
    """Delete the keys of forms that nobody has open any more. Safe to repeat."""
    return forget_submissions()


def forget_sign_ins_task() -> int:
    """Delete sign-ins older than a year. Safe to repeat."""
    return forget_sign_ins()
