"""The number of people inside now, by the scans of the period that a checkpoint counts."""

import datetime as dt
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Case, Sum, Value, When
from django.utils import timezone

from confman.conferences.models import Conference
from registrations.attendance.models import (
    Checkpoint,
    CheckpointMode,
    Direction,
    Scan,
    ScanQuerySet,
    ScanReason,
)

# Records of other processes are counted with this delay; those of this process at once.
DELAY = 1  # seconds


def of_period(checkpoint: Checkpoint, now: dt.datetime | None = None) -> ScanQuerySet:
    """Return the admissions that a checkpoint counts: all, or those of today in the conference's zone."""
    return in_period(Scan.objects.admitted(), checkpoint, now or timezone.now())


def in_period(rows: ScanQuerySet, checkpoint: Checkpoint, now: dt.datetime) -> ScanQuerySet:
    """Return those of a checkpoint in the period that it counts."""
    rows = rows.filter(checkpoint=checkpoint)
    if checkpoint.mode == CheckpointMode.ONCE:
        return rows
    start = midnight(checkpoint.conference, now)
    return rows.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))


def midnight(conference: Conference, moment: dt.datetime) -> dt.datetime:
    """Return when the day of a moment began, in the conference's zone."""
    return conference.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def change_of(checkpoint: Checkpoint) -> Case | Value:
    """Return by how much an admission changes the count of those inside; for a Sum over them.

    A person who slipped in unrecorded and goes out was never counted as inside. Where nobody is counted out,
    each recorded person counts, in whichever direction: the checkpoint may have counted in and out before.
    """
    if checkpoint.mode != CheckpointMode.IN_OUT:
        return Value(1)
    return Case(
        When(direction=Direction.IN, then=Value(1)),
        When(reason=ScanReason.NOT_IN, then=Value(0)),
        default=Value(-1),
    )


def inside_now(checkpoint: Checkpoint, *, now: dt.datetime | None = None) -> int:
    """Return how many are inside, or were recorded in the period where nobody is recorded as going out."""
    now = now or timezone.now()
    key = _key(checkpoint, now)
    number: int | None = cache.get(key)
    if number is None:
        number = of_period(checkpoint, now).aggregate(net=Sum(change_of(checkpoint)))["net"] or 0
        cache.set(key, number, DELAY)
    return number


def count_in(checkpoint: Checkpoint, recorded: Iterable[Scan], *, now: dt.datetime) -> None:
    """Update the count cached in this process by what it has just recorded, all of it new."""
    start = midnight(checkpoint.conference, now)
    counts_out = checkpoint.mode == CheckpointMode.IN_OUT
    change = 0
    for scan in recorded:
        if scan.slot is None or (checkpoint.mode != CheckpointMode.ONCE and scan.at < start):
            continue
        if scan.direction == Direction.IN or not counts_out:
            change += 1
        elif scan.reason != ScanReason.NOT_IN:
            change -= 1
    if change:
        try:
            cache.incr(_key(checkpoint, now), change)
        except ValueError:  # nothing is cached
            return


def clear_cached_count(checkpoint: Checkpoint, *, now: dt.datetime | None = None) -> None:
    """Drop the cached count: something recorded earlier has changed."""
    cache.delete(_key(checkpoint, now or timezone.now()))


def _key(checkpoint: Checkpoint, now: dt.datetime) -> str:
    return f"registrations.inside:{checkpoint.pk}:{checkpoint.mode}:{checkpoint.conference.local(now):%y%m%d}"
