"""Scans: who is admitted, and the record as if all had arrived in the order in which they happened.

Also which sightings of a person count, and how many people are inside.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.conferences.models import Conference
from registrations.attendance.models import (
    CheckInDevice,
    Checkpoint,
    CheckpointMode,
    Direction,
    Means,
    Scan,
    ScanQuerySet,
    ScanReason,
    ScanResult,
)
from registrations.core.models.registration import Mode, Registration, RegistrationQuerySet
from registrations.lifecycle.table import STATUSES, TRANSITIONS
from registrations.seats.models import SEATED, Seat

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


class AdmissionLevel(models.TextChoices):
    """The colour a door shows."""

    OK = "ok"
    AMBER = "amber"
    RED = "red"


def requires_sign_up(checkpoint: Checkpoint) -> bool:
    """Tell whether the session there, or its working group, requires signing up."""
    session = checkpoint.session
    if session is None:
        return False
    group = session.working_group
    return session.sign_up or (group is not None and group.capacity is not None)


def _asks_category(checkpoint: Checkpoint) -> bool:
    """Tell whether the category matters; `is_for_some`, if set on a device's checkpoint, says so without a query."""
    return checkpoint.is_for_some is not False


def for_checkpoint(rows: RegistrationQuerySet, checkpoint: Checkpoint) -> RegistrationQuerySet:
    """Annotate what `admission_of` needs, in the same query. The checkpoint's session must be fetched with it.

    Annotations that the checkpoint does not need are left out: each takes a sixth of a millisecond per scan.
    """
    annotations: dict[str, Any] = {}
    if _asks_category(checkpoint):
        admitted_categories = Checkpoint.categories.through.objects.filter(checkpoint_id=checkpoint.pk)
        annotations["is_for_category"] = Exists(
            admitted_categories.filter(category=OuterRef("category"))
        ) | ~Exists(admitted_categories)
    if checkpoint.session is not None and requires_sign_up(checkpoint):
        session = checkpoint.session
        seats = Seat.objects.filter(registration=OuterRef("pk"), status__in=SEATED)
        session_or_group = (
            models.Q(session=session)
            if session.sign_up
            else models.Q(session=session) | models.Q(group=session.working_group_id)
        )
        annotations["is_signed_up"] = Exists(seats.filter(session_or_group))
    return rows.annotate(**annotations)


def admission_of(row: Registration, checkpoint: Checkpoint) -> tuple[AdmissionLevel, str]:
    """Return the colour and the ScanReason of a registration that `for_checkpoint` annotated for that checkpoint."""
    if refusal := STATUSES[row.status].refusal:
        return AdmissionLevel.RED, refusal
    if _asks_category(checkpoint) and not row.is_for_category:  # type: ignore[attr-defined]
        return AdmissionLevel.AMBER, ScanReason.CATEGORY
    if requires_sign_up(checkpoint) and not row.is_signed_up:  # type: ignore[attr-defined]
        return AdmissionLevel.AMBER, ScanReason.NOT_SIGNED_UP
    if row.mode == Mode.ONLINE:
        return AdmissionLevel.AMBER, ScanReason.ONLINE
    return AdmissionLevel.OK, ""


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


# A scan is its own record and has no entry in the history: the act has a name for witnesses alone.
ADMITTED = "registrations.admitted"


@dataclass(frozen=True)
class ReportedScan:
    """One scan as reported, with times by the server's clock.

    `refusal` is a ScanReason for what cannot be recorded, whoever it is. Without a registration there is
    always one.
    """

    id: UUID
    registration: Registration | None
    at: dt.datetime
    direction: str = Direction.IN
    means: str = Means.TICKET
    shown: str = ""
    refusal: str = ""
    told_at: dt.datetime | None = None
    code_digest: str = ""


def related_scans(ids: Sequence[UUID], registrations: Iterable[UUID]) -> list[Scan]:
    """Return the scans of those ids and of those registrations, with their checkpoints and devices, in one query."""
    rows = Scan.objects.select_related("checkpoint", "device").only(
        "registration", "at", "recorded_at", "direction", "result", "shown", "reason", "slot", "device__name",
        *(f"checkpoint__{name}" for name in ("conference", "name", "kind", "mode")),
    )  # fmt: skip
    return list(rows.filter(Q(pk__in=ids) | Q(registration__in=list(registrations))).order_by())


def write_scans(
    checkpoint: Checkpoint,
    reported: Sequence[ReportedScan],
    *,
    history: Iterable[Scan],
    device: CheckInDevice | None = None,
    by: User | None = None,
) -> tuple[list[Scan], bool]:
    """Write new scans and correct what they change; return the new rows, and whether anything was corrected.

    Call it in a transaction in which the registrations are locked and `history` (their scans) was read; none
    of `reported` may be written yet. Registrations are annotated by `for_checkpoint`.
    """
    fresh: list[Scan] = []
    by_registration: dict[UUID, list[Scan]] = defaultdict(list)
    reasons: dict[UUID, str] = {}
    for report in reported:
        scan = Scan(
            pk=report.id,
            checkpoint=checkpoint,
            registration=report.registration,
            device=device,
            at=report.at,
            told_at=report.told_at,
            direction=report.direction,
            shown=report.shown,
            means=report.means,
            code_digest=report.code_digest,
            recorded_by=by,
            result=ScanResult.REFUSED,
            reason=report.refusal,
        )
        fresh.append(scan)
        if report.registration is None or report.refusal:
            continue
        level, reason = admission_of(report.registration, checkpoint)
        if level == AdmissionLevel.RED:
            scan.reason = reason
        else:
            scan.result, scan.reason = ScanResult.REPEATED, ""
            by_registration[report.registration.pk].append(scan)
            reasons[report.registration.pk] = reason
    earlier: dict[UUID | None, list[Scan]] = defaultdict(list)
    for scan in history:
        if scan.checkpoint_id == checkpoint.pk and scan.result != ScanResult.REFUSED:
            earlier[scan.registration_id].append(scan)
    changed: list[Scan] = []
    for registration, new in by_registration.items():
        changed += _recompute(checkpoint, new, earlier[registration], amber=reasons[registration])
    _save(fresh, changed)
    notify_audit_listeners(
        ADMITTED,
        conference=checkpoint.conference,
        targets=[
            scan for scan in fresh if scan.result == ScanResult.ADMITTED and scan.direction == Direction.IN
        ],
    )
    for report in reported:
        if report.registration and report.registration.pk in by_registration:
            _note_presence(report.registration, checkpoint, by)
    return fresh, bool(changed)


def _note_presence(row: Registration, checkpoint: Checkpoint, by: User | None) -> None:
    """Correct a status that a person who was let in cannot have, however late it is reported."""
    if correction := STATUSES[row.status].when_seen:
        reason = _("Recorded: %(where)s") % {"where": checkpoint.name}
        TRANSITIONS[correction].decide(row, by=by or system_user("job"), reason=reason)
        row.refresh_from_db(fields=["status"])


def rebuild_scan_log(registration: Registration) -> None:
    """Settle all records of a registration again: one was withdrawn, or two registrations were merged.

    Call it in a transaction in which the registration is locked.
    """
    _rebuild(Scan.objects.filter(registration=registration))


def recount_checkpoint(checkpoint: Checkpoint) -> None:
    """Settle all records of a checkpoint again, because it counts in another way from now on."""
    _rebuild(Scan.objects.filter(checkpoint=checkpoint))


def _rebuild(rows: ScanQuerySet) -> None:
    scans_by_holder: dict[tuple[UUID, UUID | None], list[Scan]] = defaultdict(list)
    for scan in rows.counted().select_related("checkpoint__conference"):
        scans_by_holder[scan.checkpoint_id, scan.registration_id].append(scan)
    changed: list[Scan] = []
    for scans in scans_by_holder.values():
        changed += _recompute(scans[0].checkpoint, [], scans, amber="", everything=True)
    _save([], changed)


def _recompute(
    checkpoint: Checkpoint, new: list[Scan], earlier: list[Scan], *, amber: str, everything: bool = False
) -> list[Scan]:
    """Set the results of one person's new scans; return the earlier ones that change because of them."""
    mode, zone = checkpoint.mode, checkpoint.conference.zone
    periods = {period_of(scan.at, mode=mode, zone=zone) for scan in new}
    before = [scan for scan in earlier if everything or period_of(scan.at, mode=mode, zone=zone) in periods]
    settled = count_sightings(
        (Sighting(scan.pk, scan.at, scan.direction) for scan in (*before, *new)), mode=mode, zone=zone
    )
    for scan in new:
        _put(scan, settled[scan.pk], amber)
    return [scan for scan in before if _put(scan, settled[scan.pk], amber)]


def _put(scan: Scan, sighting: CountedSighting, amber: str) -> bool:
    """Set result, slot and reason; tell whether anything changed. A scan admitted in amber stays amber."""
    reason = scan.reason if scan.result == ScanResult.ADMITTED else amber
    was = (scan.result, scan.slot, scan.reason)
    scan.result, scan.slot = sighting.result, sighting.slot
    scan.reason = sighting.reason or ("" if scan.direction == Direction.OUT else reason)
    return was != (scan.result, scan.slot, scan.reason)


def _save(fresh: list[Scan], changed: list[Scan]) -> None:
    """Save the scans; slots that move are emptied before any is filled, as each is unique."""
    changed_ids = [scan.pk for scan in changed]
    if changed_ids:
        Scan.objects.filter(pk__in=changed_ids).update(slot=None)
    if fresh:
        Scan.objects.bulk_create(fresh)
    if changed:
        Scan.objects.bulk_update(changed, ["result", "slot", "reason"], batch_size=200)


def locked(rows: RegistrationQuerySet) -> list[Registration]:
    """Return these registrations, locked until the transaction ends, in one order, so that no deadlock arises."""
    assert transaction.get_connection().in_atomic_block
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def by_token(rows: Iterable[Registration]) -> Mapping[str, Registration]:
    """Map what their QR codes hold to the registrations."""
    return {row.ticket_token: row for row in rows if row.ticket_token}
