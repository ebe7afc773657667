"""The daily job of the API."""

from confman.api.domain.idempotency import delete_old_answers
from confman.api.domain.tokens import delete_old_requests


def delete_old_rows_task() -> int:
    """Delete what the API keeps for a time only: the log of requests, and answers that are given again."""
    return delete_old_requests() + delete_old_answers()
