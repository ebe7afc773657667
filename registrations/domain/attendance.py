"""Recording that someone was there. "Attended" always rests on these records."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.web.changes import apply_changes
from confman.web.errors import Refused
from registrations.domain.locking import locked
from registrations.models import (
    Checkpoint,
    CheckpointMode,
    Direction,
    Means,
    Registration,
    Scan,
    ScanResult,
)

# A clock that is wrong by more than this says nothing about when someone came.
CLOCK_TOLERANCE = dt.timedelta(minutes=10)


def record_scan(
    checkpoint: Checkpoint,
    *,
    registration: Registration,
    by: Any,
    scan_id: UUID | None = None,
    at: dt.datetime | None = None,
    direction: str = Direction.IN,
    means: str = Means.TICKET,
) -> Scan:
    """Record one scan, and say what came of it: admitted, recorded before, refused.

    `scan_id` is made by whoever records: the same one sent twice counts once. Who is not approved is refused,
    and that is recorded too. The row says who recorded it and when, so there is no entry of the history beside
    it. Raises Refused for a registration of another conference and for a scan from the future.
    """
    if registration.conference_id != checkpoint.conference_id:
        raise Refused(_("This ticket is of another conference."))
    moment = at or timezone.now()
    if moment > timezone.now() + CLOCK_TOLERANCE:
        raise Refused(_("The scan is from the future: the clock of the device is wrong."))
    scan_id = scan_id or uuid4()
    try:
        with transaction.atomic():
            if known := Scan.objects.filter(pk=scan_id).first():
                return known
            # Locked, so that two doors cannot both be the first.
            current = locked(registration)
            return Scan.objects.create(
                pk=scan_id,
                checkpoint=checkpoint,
                registration=current,
                at=moment,
                direction=direction,
                result=_result(checkpoint, current, moment, direction),
                means=means,
                recorded_by=by,
            )
    except IntegrityError:
        return Scan.objects.get(pk=scan_id)


def _result(checkpoint: Checkpoint, registration: Registration, moment: dt.datetime, direction: str) -> str:
    if not registration.is_approved:
        return ScanResult.REFUSED
    before = Scan.objects.admitted().filter(checkpoint=checkpoint, registration=registration)
    if checkpoint.mode == CheckpointMode.DAILY:
        start = checkpoint.conference.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
        before = before.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    elif checkpoint.mode == CheckpointMode.IN_OUT:
        # Whoever is in comes in again only by going out first, and the other way round.
        last = before.order_by("-at").values_list("direction", flat=True).first()
        return ScanResult.REPEATED if last == direction else ScanResult.ADMITTED
    return ScanResult.REPEATED if before.exists() else ScanResult.ADMITTED


def withdraw_scan(scan: Scan, *, by: Any, reason: str = "") -> None:
    """Take back what was recorded by mistake."""
    with transaction.atomic():
        record_audit(
            "registrations.scan_withdrawn",
            by=by,
            conference=scan.checkpoint.conference,
            target=scan.registration,
            reason=reason,
            details={"checkpoint": str(scan.checkpoint_id), "at": scan.at.isoformat()},
        )
        scan.delete()


def add_checkpoint(conference: Conference, *, by: Any, **fields: Any) -> Checkpoint:
    """A place where people are recorded. Raises ValidationError."""
    checkpoint = Checkpoint(conference=conference, **fields)
    with transaction.atomic():
        checkpoint.full_clean()
        checkpoint.save(force_insert=True)
        record_audit("registrations.checkpoint_added", by=by, conference=conference, target=checkpoint)
    return checkpoint


def change_checkpoint(checkpoint: Checkpoint, *, by: Any, **changes: Any) -> list[str]:
    """Change a checkpoint; what was recorded there stays as it was. Raises ValidationError."""
    with transaction.atomic():
        changed = apply_changes(checkpoint, changes)
        if changed:
            record_audit(
                "registrations.checkpoint_changed",
                by=by,
                conference=checkpoint.conference,
                target=checkpoint,
                details={"fields": changed},
            )
    return changed


def delete_checkpoint(checkpoint: Checkpoint, *, by: Any) -> None:
    """Delete a checkpoint at which nobody was recorded: attendance is never deleted with its place."""
    with transaction.atomic():
        if checkpoint.scans.exists():  # type: ignore[attr-defined]
            raise Refused(_("People were recorded at “%(name)s”; it stays.") % {"name": checkpoint.name})
        record_audit(
            "registrations.checkpoint_deleted", by=by, conference=checkpoint.conference, target=checkpoint
        )
        checkpoint.delete()


def find_for_check_in(conference: Conference, words: str, *, limit: int = 20) -> list[Registration]:
    """Who may be meant by what was typed at the door: approved people first, by name in any script."""
    found = Registration.objects.of(conference).alive().with_names().search(words)
    return sorted(found[: limit * 3], key=lambda row: not row.is_approved)[:limit]


def present_today(conference: Conference) -> int:
    """How many people were recorded today, where the conference is held."""
    start = conference.local(timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        Registration.objects.of(conference)
        .approved()
        .filter(Q(scans__result=ScanResult.ADMITTED, scans__at__gte=start))
        .distinct()
        .count()
    )
