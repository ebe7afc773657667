"""The scans that door devices send: one by one or many at once, late, twice or out of order."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import CharField, Q
from django.utils import timezone

from confman.audit.labels import verb_label
from confman.compiled_queries import CompiledQuery
from registrations.attendance.domain.admission import admits_everybody, for_checkpoint
from registrations.attendance.domain.attendance import WITHDRAWN, has_withdrawn_scan, withdrawn_scans
from registrations.attendance.domain.code_reader import (
    ReplacedBadge,
    digest_of,
    is_digest,
    replaced_badges,
    token_in,
    tokens_of_digests,
)
from registrations.attendance.domain.messages import alarm_words, clock_words, hour, result_words
from registrations.attendance.domain.people_inside import clear_cached_count, count_in, inside_now
from registrations.attendance.domain.scan_log import (
    ReportedScan,
    by_token,
    locked,
    related_scans,
    to_be_locked,
    write_scans,
)
from registrations.attendance.models import (
    AMBER,
    CLOCK_WARNING,
    OF_THE_DEVICE,
    CheckInDevice,
    Checkpoint,
    CheckpointKind,
    CheckpointMode,
    Direction,
    Means,
    Scan,
    ScanReason,
    ScanResult,
)
from registrations.check_in.domain.devices import note_seen, refuse_expired
from registrations.check_in.domain.people_at_door import as_shown, shown_at_door
from registrations.core.models.registration import Registration, RegistrationQuerySet

# Nobody can come in at two entrances within this time.
TWO_DOORS = dt.timedelta(minutes=5)
# An answer that arrives within this time finds what it corrects still on the screen.
CORRECTED_AT_ONCE = dt.timedelta(seconds=5)
# A scan sent sooner than this after it was made is sent for the first time and cannot have been withdrawn.
SENT_AGAIN = dt.timedelta(seconds=3)
_TRIES = 4
# Doors ask for one ticket all day, most of them at checkpoints for everybody.
_by_ticket: CompiledQuery[Registration] = CompiledQuery(
    lambda token: to_be_locked(as_shown(Registration.objects.filter(ticket_token=token))), CharField()
)


@dataclass(frozen=True)
class DeviceScan:
    """A scan as a device reports it; `at` by its own clock. Code, digest or registration identifies the person."""

    id: UUID
    at: dt.datetime
    code: str = ""
    digest: str = ""
    registration: UUID | None = None
    direction: str = Direction.IN
    shown: str = ""
    means: str = Means.TICKET
    checkpoint: UUID | None = None


@dataclass(frozen=True)
class ScanAnswer:
    """The answer to one scan, in the terms of the contract with the app (docs/features/check-in.md)."""

    id: UUID
    result: str
    reason: str
    words: str
    note: str
    name: str = ""
    entity: str = ""
    category: str = ""
    letter: str = ""
    colour: str = ""
    h: str = ""
    elsewhere: dict[str, str] | None = None


@dataclass(frozen=True)
class Recorded:
    """The answer to a device's batch."""

    now: dt.datetime
    results: tuple[ScanAnswer, ...]
    inside: int
    alarm: str
    clock_error: float  # seconds; above zero the device is ahead
    clock: str  # in words, "" where it is right


def record_scans(
    device: CheckInDevice,
    scans: Sequence[DeviceScan],
    *,
    sent_at: dt.datetime,
    now: dt.datetime | None = None,
) -> Recorded:
    """Record what a device saw; each id once, however often it is sent.

    The row names the device, so there is no entry in the history beside it. `sent_at` is the device's clock
    when it sent; the difference from ours is its error, by which all its times are corrected. From an expired
    device only what it recorded before is accepted and answered; raises DeviceRefused where there is nothing.
    """
    now = now or timezone.now()
    error = sent_at - now
    if device.expires_at <= now:
        # One scan a moment too late must not cost the others: after a refusal the device wipes them all.
        scans = [scan for scan in scans if scan.at - error <= device.expires_at]
        if not scans:
            refuse_expired(device)
    batch = _Batch(device, list({scan.id: scan for scan in reversed(scans)}.values())[::-1], error, now)
    answers = batch.record()
    seconds = error.total_seconds()
    note_seen(device, now=now, clock_error=round(seconds))
    inside = inside_now(device.checkpoint, now=now)
    return Recorded(
        now=now,
        results=answers,
        inside=inside,
        alarm=alarm_words(inside, device.checkpoint.capacity),
        clock_error=seconds,
        clock=clock_words(seconds) if abs(error) > CLOCK_WARNING else "",
    )


class _Batch:
    """One batch being recorded."""

    def __init__(
        self, device: CheckInDevice, scans: list[DeviceScan], error: dt.timedelta, now: dt.datetime
    ) -> None:
        self.device, self.scans, self.error, self.now = device, scans, error, now
        self.conference = device.conference
        self.tokens: dict[UUID, str] = {}
        self.refusals: dict[UUID, str] = {}
        by_digest = tokens_of_digests(self.conference, (scan.digest for scan in scans if not scan.code))
        for scan in scans:
            self._read(scan, by_digest)
        self.replaced: dict[str, ReplacedBadge] = {}

    def _read(self, scan: DeviceScan, by_digest: Mapping[str, str]) -> None:
        """Note the scan's token and, where it is refused at once, the reason."""
        refusal = ""
        if scan.code:
            self.tokens[scan.id], refusal = token_in(scan.code, self.conference)
        elif scan.digest:
            self.tokens[scan.id] = by_digest.get(scan.digest, "")
            if not self.tokens[scan.id]:
                refusal = ScanReason.UNKNOWN if is_digest(scan.digest) else ScanReason.UNREADABLE
        elif scan.registration is None:
            refusal = ScanReason.UNREADABLE
        elif not self.device.trusted:
            refusal = ScanReason.NOT_TRUSTED
        at = scan.at - self.error
        if not refusal and at > self.now + CLOCK_WARNING:
            refusal = ScanReason.FUTURE
        enrolled = self.device.enrolled_at
        if not refusal and enrolled and at < enrolled - CLOCK_WARNING:
            refusal = ScanReason.BEFORE_ENROLMENT
        self.refusals[scan.id] = refusal

    def record(self) -> tuple[ScanAnswer, ...]:
        """Record the batch. Two doors may write about one person at once; the second reads the record again."""
        for attempt in range(_TRIES):
            try:
                with transaction.atomic():
                    fresh, mended = self._write()
                break
            except (IntegrityError, OperationalError):  # a deadlock is one, too
                if attempt == _TRIES - 1:
                    raise
        for checkpoint, scans in fresh.items():
            if mended:
                clear_cached_count(checkpoint, now=self.now)
            else:
                count_in(checkpoint, scans, now=self.now)
        return tuple(self._answer(scan) for scan in self.scans)

    def _write(self) -> tuple[dict[Checkpoint, list[Scan]], bool]:
        rows = self._registrations()
        self.tokens_known = by_token(rows)
        unknown = {token for token in self.tokens.values() if token} - set(self.tokens_known)
        # Rare, so in a query of its own: one for both would scan every registration.
        self.replaced = replaced_badges(self.conference, unknown) if unknown else {}
        holders = {badge.registration for badge in self.replaced.values()} - {row.pk for row in rows}
        if holders:
            rows += locked(self._with_names(Q(pk__in=holders)))
        self.people = {row.pk: row for row in rows}
        history = related_scans(
            [scan.id for scan in self.scans],
            [row.pk for row in rows if row.conference_id == self.conference.pk],
        )
        self.rows: dict[UUID, Scan] = {scan.pk: scan for scan in history}
        self.history: dict[UUID | None, list[Scan]] = defaultdict(list)
        for scan in history:
            self.history[scan.registration_id].append(scan)
        reported: dict[Checkpoint, list[ReportedScan]] = defaultdict(list)
        checkpoints = self._checkpoints()
        self.withdrawn = self._taken_back()
        for sent_scan in self.scans:
            if sent_scan.id not in self.rows and sent_scan.id not in self.withdrawn:
                checkpoint = checkpoints.get(sent_scan.checkpoint) or self.device.checkpoint
                reported[checkpoint].append(self._reported(sent_scan))
        fresh: dict[Checkpoint, list[Scan]] = {}
        mended = False
        for checkpoint, reports in reported.items():
            if checkpoint.pk != self.device.checkpoint_id:
                reports = self._at(checkpoint, reports)
            checkpoint.conference = self.conference
            fresh[checkpoint], changed = write_scans(checkpoint, reports, history=history, device=self.device)
            mended = mended or changed
            for scan in fresh[checkpoint]:
                self.rows[scan.pk] = scan
                self.history[scan.registration_id].append(scan)
        return fresh, mended

    def _taken_back(self) -> set[UUID]:
        """Return ids of withdrawn scans that the device still reports: they are not recorded again."""
        people = [row.pk for row in self.people.values() if getattr(row, "had_one_withdrawn", False)]
        return withdrawn_scans(people) if people else set()

    def _registrations(self) -> list[Registration]:
        """Return the registrations that a token or id names, locked; a token may be of another conference."""
        registration_ids = [
            scan.registration for scan in self.scans if scan.registration and self.device.trusted
        ]
        tokens = [token for token in set(self.tokens.values()) if token]
        is_usual = admits_everybody(self.device.checkpoint) and not self._is_sent_again()
        if is_usual and len(tokens) == 1 and not registration_ids:
            return _by_ticket.all(*tokens)
        criteria = Q(ticket_token__in=tokens)
        if registration_ids:
            criteria |= Q(pk__in=registration_ids, conference=self.conference)
        return locked(self._with_names(criteria))

    def _is_sent_again(self) -> bool:
        """Tell whether a scan is so old that it may have been recorded and withdrawn."""
        return any(self.now - (scan.at - self.error) >= SENT_AGAIN for scan in self.scans)

    def _with_names(self, criteria: Q) -> RegistrationQuerySet:
        rows = as_shown(for_checkpoint(Registration.objects.filter(criteria), self.device.checkpoint))
        if self._is_sent_again():
            rows = rows.annotate(had_one_withdrawn=has_withdrawn_scan())
        return rows

    def _checkpoints(self) -> dict[UUID | None, Checkpoint]:
        """Return where the device was when it scanned, if it has been moved since."""
        others = {scan.checkpoint for scan in self.scans} - {None, self.device.checkpoint_id}
        if not others:
            return {}
        rows = Checkpoint.objects.of(self.conference).select_related("session__working_group")
        checkpoints = rows.in_bulk([other for other in others if other])
        for checkpoint in checkpoints.values():
            checkpoint.conference = self.conference
        return dict(checkpoints)

    def _at(self, checkpoint: Checkpoint, reported: list[ReportedScan]) -> list[ReportedScan]:
        """Return the batch's registrations with their admission at another checkpoint than the device's."""
        people = [report.registration.pk for report in reported if report.registration]
        rows = for_checkpoint(Registration.objects.filter(pk__in=people), checkpoint).in_bulk()
        return [
            replace(report, registration=rows[report.registration.pk]) if report.registration else report
            for report in reported
        ]

    def _reported(self, scan: DeviceScan) -> ReportedScan:
        token = self.tokens.get(scan.id, "")
        refusal = self.refusals[scan.id]
        row = self.tokens_known.get(token)
        if scan.registration and self.device.trusted and not token:
            row = self.people.get(scan.registration)
        at = scan.at - self.error
        if row is None and (badge := self.replaced.get(token)):
            row = self.people.get(badge.registration)
            # A scan before the new badge was made was valid.
            if at >= badge.until:
                refusal = refusal or ScanReason.OLD_BADGE
        if row is not None and row.conference_id != self.conference.pk:
            row, refusal = None, ScanReason.OTHER_CONFERENCE
        if row is None:
            refusal = refusal or ScanReason.UNKNOWN
        # An impossible time is recorded as the time at which it was reported.
        wrong_time = refusal in (ScanReason.FUTURE, ScanReason.BEFORE_ENROLMENT)
        return ReportedScan(
            id=scan.id,
            registration=row,
            at=self.now if wrong_time else min(at, self.now),
            told_at=scan.at,
            direction=scan.direction,
            means=scan.means,
            shown=scan.shown,
            refusal=refusal,
            code_digest="" if row else _code_digest(scan, token),
        )

    def _answer(self, reported: DeviceScan) -> ScanAnswer:
        if reported.id in self.withdrawn:
            return ScanAnswer(reported.id, ScanResult.REFUSED, "", verb_label(WITHDRAWN), "")
        scan = self.rows[reported.id]
        is_ours = (
            scan.checkpoint_id == self.device.checkpoint_id
            or scan.checkpoint.conference_id == self.conference.pk
        )
        if not is_ours:
            # An id of another conference's record: nothing is disclosed of it.
            return ScanAnswer(
                reported.id, ScanResult.REFUSED, ScanReason.UNKNOWN,
                result_words(ScanResult.REFUSED, ScanReason.UNKNOWN), scan.note,
            )  # fmt: skip
        row = self.people.get(scan.registration_id) if scan.registration_id else None
        if row is None and scan.registration_id:
            row = Registration.objects.with_names().get(pk=scan.registration_id)
            self.people[row.pk] = row
        return ScanAnswer(
            id=scan.pk,
            result=scan.result,
            reason=scan.reason,
            words=result_words(
                scan.result, scan.reason, since=self._since(scan, reported), direction=scan.direction
            ),
            note=scan.note if needs_help(scan) else "",
            elsewhere=self._concurrent_scan(scan),
            **(shown_at_door(row, self.device) if row else {}),
        )

    def _since(self, scan: Scan, reported: DeviceScan) -> str:
        if scan.reason == ScanReason.OLD_BADGE:
            badge = self.replaced.get(self.tokens.get(reported.id, ""))
            return hour(badge.until, self.conference) if badge else ""
        if scan.reason == ScanReason.BEFORE:
            before = [
                other.at
                for other in self.history[scan.registration_id]
                if other.checkpoint_id == scan.checkpoint_id and other.slot and other.at <= scan.at
            ]
            return hour(max(before), self.conference) if before else ""
        return ""

    def _concurrent_scan(self, scan: Scan) -> dict[str, str] | None:
        """Return a scan of the same badge at another door at a time when nobody can have come in twice."""
        others = self.history[scan.registration_id] if scan.registration_id else ()
        for other in others:
            if is_double_admission(scan, other, self.conference.zone):
                where = [other.checkpoint.name, other.device.name if other.device else ""]
                return {
                    "checkpoint": " · ".join(str(name) for name in where if name),
                    "at": other.at.isoformat(),
                }
        return None


def _code_digest(scan: DeviceScan, token: str) -> str:
    """Return what identifies a code that leads to nobody; "" where no code was read."""
    if token:
        return digest_of(token)
    return scan.digest if is_digest(scan.digest) else ""


def is_double_admission(scan: Scan, other: Scan, zone: dt.tzinfo) -> bool:
    """Tell whether two doors let in one badge that can have come in only once.

    Either, at one checkpoint, another device admitted what the record calls a repetition, within five minutes or
    without a network to correct it; or two entrances did within five minutes.
    """
    if (
        other.pk == scan.pk
        or not (_is_admission(scan) and _is_admission(other))
        or other.device_id == scan.device_id
    ):
        return False
    at_once = abs(other.at - scan.at) <= TWO_DOORS
    if other.checkpoint_id == scan.checkpoint_id:
        # One of the two is on record; the other repeats it.
        same_day = other.at.astimezone(zone).date() == scan.at.astimezone(zone).date()
        same = same_day or scan.checkpoint.mode == CheckpointMode.ONCE
        repeats = {other.result, scan.result} == {ScanResult.ADMITTED, ScanResult.REPEATED}
        return same and repeats and (at_once or not _was_corrected(scan, other))
    entrances = {other.checkpoint.kind, scan.checkpoint.kind} == {CheckpointKind.ENTRANCE}
    return entrances and at_once


def _was_corrected(scan: Scan, other: Scan) -> bool:
    """Tell whether the door that admitted a repetition heard of it while the person stood there.

    Who comes back after lunch by another door is no second badge.
    """
    first, repetition = (other, scan) if scan.result == ScanResult.REPEATED else (scan, other)
    is_prompt = repetition.recorded_at - repetition.at < CORRECTED_AT_ONCE
    return is_prompt and first.recorded_at < repetition.recorded_at


def _is_admission(scan: Scan) -> bool:
    return (scan.shown or scan.result) == ScanResult.ADMITTED and scan.direction == Direction.IN


def needs_help(scan: Scan) -> bool:
    """Tell whether the person may have to go to the help desk: refused, or let in with a reason."""
    if scan.result == ScanResult.REFUSED:
        return scan.reason not in OF_THE_DEVICE
    return scan.result == ScanResult.ADMITTED and scan.reason in AMBER
