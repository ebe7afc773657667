"""The help desk: the people sent there by a door, so that the queue moves on, and how their cases were settled."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from registrations.attendance.domain.messages import why_words
from registrations.attendance.domain.occupancy import midnight
from registrations.attendance.models.attendance import (
    AMBER,
    OF_THE_DEVICE,
    Direction,
    Scan,
    ScanQuerySet,
    ScanResult,
    ids_of_note,
)
from registrations.attendance.models.check_in import CaseClosure, CaseOutcome


@dataclass(frozen=True)
class Case:
    """A person who was not green at a door: their note, who, why, from where, since when."""

    scan: Scan
    words: str
    times: int  # how often they tried

    @property
    def is_red(self) -> bool:
        return bool(self.scan.result == ScanResult.REFUSED)


def _needs_help() -> Q:
    """Match scans that were refused because of the person or the ticket, or let in with a reason."""
    refused = Q(result=ScanResult.REFUSED) & ~Q(reason__in=OF_THE_DEVICE)
    return refused | Q(result=ScanResult.ADMITTED, reason__in=AMBER)


def _open(conference: Conference, now: dt.datetime) -> ScanQuerySet:
    """Return today's cases; a case for which nobody came ends with the day."""
    rows = Scan.objects.of(conference).filter(_needs_help(), closure=None)
    return rows.filter(at__gte=midnight(conference, now))


def open_cases(conference: Conference, *, note: str = "") -> list[Case]:
    """Return the people expected at the help desk, the latest first; one case for each person or code.

    A later entry without a reason settles a case: any door's, if the person was refused; the same door's, if
    they were let in with a reason, as another may be for everybody. With a `note`, return that case alone; an
    invalid note finds none.
    """
    now = timezone.now()
    rows = _open(conference, now)
    if note:
        try:
            first, last = ids_of_note(note)
        except ValueError:
            return []
        rows = rows.filter(pk__gte=first, pk__lte=last)
    refused_scans = list(rows.with_names().order_by("-at", "-pk"))
    people = {scan.registration_id for scan in refused_scans if scan.registration_id}
    came_in: dict[UUID | None, list[Scan]] = defaultdict(list)
    for entry in Scan.objects.admitted().filter(
        registration__in=people, direction=Direction.IN, reason="", at__gte=midnight(conference, now)
    ):
        came_in[entry.registration_id].append(entry)
    cases: dict[UUID | str, list[Scan]] = {}
    for scan in refused_scans:
        if not any(_settles(entry, scan) for entry in came_in[scan.registration_id]):
            cases.setdefault(scan.registration_id or scan.code_digest or scan.pk, []).append(scan)
    # They are at the desk already: the sentence need not send them there.
    return [
        Case(scans[0], why_words(scans[0].reason, direction=scans[0].direction), len(scans))
        for scans in cases.values()
    ]


def _settles(entry: Scan, scan: Scan) -> bool:
    """Tell whether an entry settles the case of an earlier scan."""
    refused = scan.result == ScanResult.REFUSED
    return entry.at >= scan.at and (refused or entry.checkpoint_id == scan.checkpoint_id)


def close_case(scan: Scan, *, outcome: str, by: User) -> None:
    """Close the case of a scan, with all that were opened by trying the same badge again. Safe to repeat.

    Closing it as "not let in" does not withdraw a record: that is an action of its own.
    """
    conference, holder = scan.checkpoint.conference, scan.registration_id
    same = Q(pk=scan.pk)
    if holder or scan.code_digest:
        same |= Q(registration=holder) if holder else Q(registration=None, code_digest=scan.code_digest)
    with transaction.atomic():
        ids = {scan.pk, *_open(conference, timezone.now()).filter(same).values_list("pk", flat=True)}
        closed_ids = CaseClosure.objects.filter(scan__in=ids).values_list("scan", flat=True)
        closures = CaseClosure.objects.bulk_create(
            [CaseClosure(scan_id=pk, outcome=outcome, by=by) for pk in ids - set(closed_ids)],
            ignore_conflicts=True,
        )
        if closures:
            record_audit(
                "registrations.case_closed",
                by=by,
                conference=conference,
                target=scan.registration or scan.checkpoint,
                details={"outcome": str(CaseOutcome(outcome))},
            )


def close_all(cases: Collection[Case], *, by: User) -> int:
    """Close these cases, for which nobody came; return how many."""
    for case in cases:
        close_case(case.scan, outcome=CaseOutcome.NONE, by=by)
    return len(cases)
