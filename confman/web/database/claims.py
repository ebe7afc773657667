"""Claims on work: what one run of a job has claimed no other run does at the same time."""

import datetime as dt
from contextvars import ContextVar
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db.models import Q
from django.utils import timezone

# The queue's row that this process works on; None outside the worker.
_row_in_hand: ContextVar[int | None] = ContextVar("row_in_hand", default=None)


def set_current_job(row: int | None) -> None:
    """Set the queue's row that this process works on from now on."""
    _row_in_hand.set(row)


def is_in_job() -> bool:
    """Tell whether this process runs a job, so that nobody waits for an answer."""
    return _row_in_hand.get() is not None


def current_claim() -> UUID:
    """Return the claim of the present job, the same when the queue hands it out again.

    The process that had it is dead then, and its claim is ours. Outside the worker, return a new claim.
    """
    row = _row_in_hand.get()
    return uuid4() if row is None else uuid5(NAMESPACE_OID, f"confman:queue:{row}")


def lapsed(lasts: dt.timedelta, now: dt.datetime | None = None) -> Q:
    """Return the condition for rows whose claim has expired.

    Their `claimed_at` is older than a claim lasts, or in the future, because the clock has been set back since.
    """
    now = now or timezone.now()
    return Q(claimed_at__lt=now - lasts) | Q(claimed_at__gt=now + lasts)
