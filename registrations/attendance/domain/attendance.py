"""Recording that someone was there.

"Attended" always rests on these records.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.attendance.domain.admission import for_checkpoint
from registrations.attendance.domain.code_reader import replaced_badges, token_in
from registrations.attendance.domain.messages import hour, reason_words
from registrations.attendance.domain.people_inside import clear_cached_count, count_in, midnight
from registrations.attendance.domain.scan_log import (
    ReportedScan,
    locked,
    rebuild_scan_log,
    related_scans,
    write_scans,
)
from registrations.attendance.models import (
    CLOCK_WARNING,
    Checkpoint,
    Direction,
    Means,
    Scan,
    ScanReason,
    ScanResult,
)
from registrations.core.models.registration import Registration

# The most people shown for a name typed at a door.
MAX_FOUND = 20
MAX_READ = 3 * MAX_FOUND
# The history's verb for a withdrawn scan.
WITHDRAWN = "registrations.scan_withdrawn"
# The time within which the person who recorded someone may take it back.
TAKE_BACK = dt.timedelta(minutes=10)


def record_scan(
    checkpoint: Checkpoint,
    *,
    registration: Registration,
    by: User,
    scan_id: UUID | None = None,
    at: dt.datetime | None = None,
    direction: str = Direction.IN,
    means: str = Means.TICKET,
) -> Scan:
    """Record one scan, and return it with its result: admitted, recorded before, refused.

    `scan_id` is made by the recording client: the same one sent twice counts once. A person who is not
    approved is refused, and that is recorded too. The row says who recorded it and when, so there is no entry
    in the history beside it. Raises Refused for a registration of another conference and for a scan from the
    future.
    """
    if registration.conference_id != checkpoint.conference_id:
        raise Refused(_("This ticket is of another conference."))
    now = timezone.now()
    moment = at or now
    if moment > now + CLOCK_WARNING:
        raise Refused(_("The scan is from the future: the clock of the device is wrong."))
    scan_id = scan_id or uuid4()
    try:
        with transaction.atomic():
            # Locked, so that two doors cannot both be the first.
            rows = for_checkpoint(Registration.objects.filter(pk=registration.pk), checkpoint)
            [current] = locked(rows.select_related("person", "category"))
            history = related_scans([scan_id], [current.pk])
            if earlier_scan := next((scan for scan in history if scan.pk == scan_id), None):
                return earlier_scan
            report = ReportedScan(scan_id, current, moment, direction=direction, means=means)
            [scan], mended = write_scans(checkpoint, [report], history=history, by=by)
    except IntegrityError:
        return Scan.objects.get(pk=scan_id)
    if mended:
        clear_cached_count(checkpoint, now=now)
    else:
        count_in(checkpoint, [scan], now=now)
    return scan


def withdraw_scan(scan: Scan, *, by: User, reason: str = "") -> None:
    """Withdraw a mistaken record. Safe to repeat.

    The history keeps its id: a device that sends it once more is told so.
    """
    with transaction.atomic():
        if scan.registration is not None:
            [current] = locked(Registration.objects.filter(pk=scan.registration.pk))
        deleted, _rows = Scan.objects.filter(pk=scan.pk).delete()
        if not deleted:
            return
        record_audit(
            WITHDRAWN,
            by=by,
            conference=scan.checkpoint.conference,
            target=scan.registration or scan.checkpoint,
            reason=reason,
            details={"checkpoint": str(scan.checkpoint_id), "at": scan.at.isoformat(), "scan": str(scan.pk)},
        )
        if scan.registration is not None:
            # A repetition of the withdrawn scan becomes a record of its own.
            rebuild_scan_log(current)
    clear_cached_count(scan.checkpoint)


def may_take_back(scan: Scan, *, by: User) -> bool:
    """Tell whether the user recorded it a moment ago, and may take it back without the right to withdraw others'."""
    return scan.recorded_by_id == by.pk and timezone.now() - scan.at <= TAKE_BACK


def withdraw_own_scan(scan: Scan, *, by: User) -> None:
    """Withdraw what the same user has just recorded by mistake. Raises Refused later, and for what others recorded."""
    if not may_take_back(scan, by=by):
        raise Refused(
            _(
                "Only the person who recorded it can withdraw it, within ten minutes. Ask the "
                "registration desk."
            )
        )
    withdraw_scan(scan, by=by)


def has_withdrawn_scan() -> Exists:
    """Return, for a query of registrations, whether any record of theirs was withdrawn."""
    return Exists(_withdrawals().filter(target_id=OuterRef("pk")))


def withdrawn_scans(registrations: Iterable[UUID]) -> set[UUID]:
    """Return the ids of these registrations' records that were withdrawn."""
    withdrawals = _withdrawals().filter(target_id__in=list(registrations)).values_list("details", flat=True)
    return {UUID(details["scan"]) for details in withdrawals if "scan" in details}


def _withdrawals() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(target_type=Registration._meta.label_lower, verb=WITHDRAWN).order_by()


def find_for_check_in(conference: Conference, query: str) -> list[Registration]:
    """Return who may be meant by what was typed at the door: approved people first, by name in any script."""
    return approved_first(Registration.objects.of(conference).alive().with_names().search(query)[:MAX_READ])


def approved_first(registrations: Iterable[Registration]) -> list[Registration]:
    """Return the people found, at most `MAX_FOUND`, those whose registration is approved first.

    More are read, so that the approved are there even where others come before them by name.
    """
    return sorted(islice(registrations, MAX_READ), key=lambda row: not row.is_approved)[:MAX_FOUND]


def why_nobody_is_found(conference: Conference, query: str) -> str:
    """Return what to say of a code that leads to nobody: for an old badge that it was replaced, and when."""
    token, refusal = token_in(query, conference)
    if refusal == ScanReason.OTHER_CONFERENCE:
        return reason_words(refusal)
    badge = replaced_badges(conference, [token]).get(token) if token else None
    if badge:
        return reason_words(ScanReason.OLD_BADGE, since=hour(badge.until, conference))
    return _(
        "There is no participant with this code or name in this conference. A ticket of another conference is "
        "not valid here."
    )


def present_today(conference: Conference) -> int:
    """Return how many people were recorded today, in the conference's zone."""
    start = midnight(conference, timezone.now())
    return (
        Registration.objects.of(conference)
        .approved()
        .filter(Q(scans__result=ScanResult.ADMITTED, scans__at__gte=start))
        .distinct()
        .count()
    )


has_attendance = ConferenceFact(lambda conference: Exists(Scan.objects.of(conference).admitted()))


def people_present(
    conference: Conference, people: Iterable[Person | UUID], since: dt.datetime, until: dt.datetime
) -> dict[UUID, dt.datetime]:
    """Map the id of a person to when they were first recorded at any checkpoint in that time; one query."""
    rows = (
        Scan.objects.of(conference)
        .admitted()
        .filter(registration__person__in=list(people), at__gte=since, at__lt=until)
        .order_by()
        .values_list("registration__person")
        .annotate(first=Min("at"))
    )
    return dict(rows)
