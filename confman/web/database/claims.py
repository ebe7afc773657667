"""Claims: what one run of a job has taken up, so that no other does the same at the same time."""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db.models import Q
from django.utils import timezone

# The row of the queue that this process works on; None outside the worker.
_row_in_hand: ContextVar[int | None] = ContextVar("row_in_hand", default=None)


def take_in_hand(row: int | None) -> None:
    """Say which row of the queue this process works on from now on."""
    _row_in_hand.set(row)


def is_job_in_hand() -> bool:
    """Tell whether this process works on a job: of what it does nobody waits for an answer."""
    return _row_in_hand.get() is not None


def claim_in_hand() -> UUID:
    """The claim of the job in hand: the same when the queue hands the job out again, for then the process that had it
    is dead and its claim is ours. Outside the worker a new one.
    """
    row = _row_in_hand.get()
    return uuid4() if row is None else uuid5(NAMESPACE_OID, f"confman:queue:{row}")


def lapsed(lasts: dt.timedelta, now: dt.datetime | None = None) -> Q:
    """Return the condition for rows whose claim has lapsed: `claimed_at` is longer ago than a claim lasts, or further
    ahead, for then the clock has been set back.
    """
    now = now or timezone.now()
    return Q(claimed_at__lt=now - lasts) | Q(claimed_at__gt=now + lasts)
