"""Select the sightings of a person that count, in any order of reporting: a pure algorithm, without a query.

The devices of a door work without a network and send what they saw when they can. The record is a function of
what was seen, ordered by its time, and not of the order in which it became known.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from registrations.attendance.models.attendance import CheckpointMode, Direction, ScanReason, ScanResult

# The only slot of a checkpoint that counts a person once.
ONCE = "once"


@dataclass(frozen=True)
class Sighting:
    """One person, seen once at one checkpoint; `at` is aware."""

    id: UUID
    at: dt.datetime
    direction: str = Direction.IN


@dataclass(frozen=True)
class CountedSighting:
    """The result for a sighting. `slot` is None if it does not count."""

    result: ScanResult
    slot: str | None
    reason: str = ""


def period_of(moment: dt.datetime, *, mode: str, zone: ZoneInfo) -> str:
    """Return the period within which a checkpoint counts: everything, or the day in the conference's zone."""
    return ONCE if mode == CheckpointMode.ONCE else f"{moment.astimezone(zone):%y%m%d}"


def count_sightings(
    sightings: Iterable[Sighting], *, mode: str, zone: ZoneInfo
) -> dict[UUID, CountedSighting]:
    """Return which of one person's sightings at one checkpoint count, and as what.

    Once and daily: the first of the period counts, the others repeat it. In and out: each day begins outside;
    a person inside can come in again only after going out, and the other way round. Someone may have slipped
    in: going out first is a record that they were there, but does not reduce the count of those inside.
    """
    settled: dict[UUID, CountedSighting] = {}
    period, inside, count = "", False, 0
    for sighting in sorted(sightings, key=lambda row: (row.at, row.id)):
        today = period_of(sighting.at, mode=mode, zone=zone)
        if today != period:
            period, inside, count = today, False, 0
        if mode != CheckpointMode.IN_OUT:
            counts, reason, slot = not count, "", period
        else:
            coming = sighting.direction == Direction.IN
            counts = not inside if coming else inside or not count
            reason = "" if coming or inside else ScanReason.NOT_IN
            slot = f"{period}/{count + 1}"
        if counts:
            settled[sighting.id] = CountedSighting(ScanResult.ADMITTED, slot, reason)
            inside, count = sighting.direction == Direction.IN, count + 1
        else:
            settled[sighting.id] = CountedSighting(ScanResult.REPEATED, None, ScanReason.BEFORE)
    return settled
