"""The record of scans, as if all had arrived in the order in which they happened; which sightings of a person count."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, UUIDField
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.compiled_inserts import insert_all
from confman.compiled_queries import CompiledQuery
from registrations.attendance.domain.admission import AdmissionLevel, admission_of
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
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.lifecycle.table import STATUSES, TRANSITIONS

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
    people = list(registrations)
    if len(ids) == len(people) == 1:
        return _of_one.all(*ids, *people)
    return list(_with_doors(Q(pk__in=ids) | Q(registration__in=people)))


def _with_doors(criteria: Q) -> ScanQuerySet:
    rows = Scan.objects.select_related("checkpoint", "device").only(
        "registration", "at", "recorded_at", "direction", "result", "shown", "reason", "slot", "device__name",
        *(f"checkpoint__{name}" for name in ("conference", "name", "kind", "mode")),
    )  # fmt: skip
    return rows.filter(criteria).order_by()


_of_one: CompiledQuery[Scan] = CompiledQuery(
    lambda scan, person: _with_doors(Q(pk=scan) | Q(registration=person)), UUIDField(), UUIDField()
)


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
    insert_all(fresh)
    if changed:
        Scan.objects.bulk_update(changed, ["result", "slot", "reason"], batch_size=200)


def locked(rows: RegistrationQuerySet) -> list[Registration]:
    """Return these registrations, locked until the transaction ends, in one order, so that no deadlock arises."""
    assert transaction.get_connection().in_atomic_block
    return list(to_be_locked(rows))


def to_be_locked(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    """Return the query that locks these registrations, in one order."""
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def by_token(rows: Iterable[Registration]) -> Mapping[str, Registration]:
    """Map what their QR codes hold to the registrations."""
    return {row.ticket_token: row for row in rows if row.ticket_token}
