"""How many people are inside, as the doors know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from registrations.models import Checkpoint, CheckpointMode, Direction, Scan, ScanQuerySet, ScanReason

# Doors of other processes are seen with this delay; what this process records is counted at once.
DELAY = 1  # seconds


def of_period(checkpoint: Checkpoint, now: dt.datetime | None = None) -> ScanQuerySet:
    """The admissions among which a checkpoint counts: all, or those of today where the conference is held."""
    rows = Scan.objects.admitted().filter(checkpoint=checkpoint)
    if checkpoint.mode == CheckpointMode.ONCE:
        return rows
    start = _midnight(checkpoint, now or timezone.now())
    return rows.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))


def _midnight(checkpoint: Checkpoint, now: dt.datetime) -> dt.datetime:
    return checkpoint.conference.local(now).replace(hour=0, minute=0, second=0, microsecond=0)


# Somebody who slipped in and goes out was never counted as inside.
IS_IN = Q(direction=Direction.IN)
IS_OUT = Q(direction=Direction.OUT) & ~Q(reason=ScanReason.NOT_IN)


def inside_now(checkpoint: Checkpoint, *, now: dt.datetime | None = None) -> int:
    """How many are inside, or were recorded in the period where nobody is recorded as going out."""
    now = now or timezone.now()
    key = _key(checkpoint, now)
    found: int | None = cache.get(key)
    if found is None:
        came = of_period(checkpoint, now).aggregate(
            came=Count("pk", filter=IS_IN), went=Count("pk", filter=IS_OUT)
        )
        found = came["came"] - came["went"]
        cache.set(key, found, DELAY)
    return found


def count_in(checkpoint: Checkpoint, recorded: Iterable[Scan], *, now: dt.datetime) -> None:
    """Bring what this process remembers up to date with what it has just recorded, all of it new."""
    start = _midnight(checkpoint, now)
    change = 0
    for scan in recorded:
        if scan.slot is None or (checkpoint.mode != CheckpointMode.ONCE and scan.at < start):
            continue
        if scan.direction == Direction.IN:
            change += 1
        elif scan.reason != ScanReason.NOT_IN:
            change -= 1
    if change:
        try:
            cache.incr(_key(checkpoint, now), change)
        except ValueError:  # nothing is remembered
            return


def forget_count(checkpoint: Checkpoint, *, now: dt.datetime | None = None) -> None:
    """Count anew: something recorded earlier has changed."""
    cache.delete(_key(checkpoint, now or timezone.now()))


def _key(checkpoint: Checkpoint, now: dt.datetime) -> str:
    return f"registrations.inside:{checkpoint.pk}:{checkpoint.mode}:{checkpoint.conference.local(now):%y%m%d}"
