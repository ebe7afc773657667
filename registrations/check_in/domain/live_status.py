"""A checkpoint live: who is inside, the latest scans, contradictions of doors; and the help desk."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.conferences.registries import Figure
from registrations.attendance.domain.attendance import present_today
from registrations.attendance.domain.messages import alarm_words, reason_words, why_words
from registrations.attendance.domain.people_inside import change_of, in_period, midnight, of_period
from registrations.attendance.models import (
    AMBER,
    OF_THE_DEVICE,
    CaseClosure,
    CaseOutcome,
    Checkpoint,
    CheckpointKind,
    Direction,
    Scan,
    ScanQuerySet,
    ScanResult,
    ids_of_note,
)
from registrations.check_in.domain.scans import is_double_admission
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, RegistrationQuerySet


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


LATEST = 12
# Admissions that are searched for one at another entrance a moment before.
LOOKED_AT = 200


@dataclass(frozen=True)
class Share:
    """The number of people inside of a category or a delegation."""

    row: Category | Delegation
    inside: int


@dataclass(frozen=True)
class DoubleAdmission:
    """Two doors that let in one badge; `counted` is the scan on record, `other` the one that contradicts it."""

    counted: Scan
    other: Scan


@dataclass(frozen=True)
class RefusedScan:
    """A scan that was not green, with the reason in words."""

    scan: Scan
    words: str


@dataclass(frozen=True)
class LiveCheckpoint:
    inside: int
    came: int
    alarm: str
    categories: tuple[Share, ...]
    delegations: tuple[Share, ...]
    latest: tuple[Scan, ...]
    twice: tuple[DoubleAdmission, ...]
    turned_away: tuple[RefusedScan, ...]


def live_checkpoint(checkpoint: Checkpoint) -> LiveCheckpoint:
    """Return what its page shows, in a constant number of queries."""
    now = timezone.now()
    inside: Counter[UUID] = Counter()
    delegations: Counter[UUID | None] = Counter()
    came = 0
    rows = of_period(checkpoint, now).order_by().values("registration__category", "registration__delegation")
    for category, delegation, people, net in rows.annotate(
        people=Count("registration", distinct=True), net=Sum(change_of(checkpoint))
    ).values_list("registration__category", "registration__delegation", "people", "net"):
        came += people
        inside[category] += net
        delegations[delegation] += net
    total = sum(inside.values())
    latest = in_period(Scan.objects.all(), checkpoint, now).with_names().order_by("-at", "-pk")
    return LiveCheckpoint(
        inside=total,
        came=came,
        alarm=alarm_words(total, checkpoint.capacity),
        categories=tuple(_shares(Category.objects.of(checkpoint.conference), inside)),
        delegations=tuple(_shares(Delegation.objects.of(checkpoint.conference), delegations)),
        latest=tuple(latest[:LATEST]),
        twice=tuple(double_admissions_at(checkpoint, now)[:LATEST]),
        turned_away=tuple(
            RefusedScan(scan, reason_words(scan.reason, direction=scan.direction))
            for scan in latest.exclude(reason="").exclude(result=ScanResult.REPEATED)[:LATEST]
        ),
    )


def people_inside(checkpoint: Checkpoint, delegation: Delegation) -> RegistrationQuerySet:
    """Return the members of a delegation who are inside, by name."""
    present = (
        of_period(checkpoint)
        .filter(registration__delegation=delegation)
        .order_by()
        .values("registration")
        .annotate(net=Sum(change_of(checkpoint)))
        .filter(net__gt=0)
    )
    rows = Registration.objects.of(checkpoint.conference).with_names()
    return rows.filter(pk__in=present.values("registration")).order_by("person__sort_key", "pk")


def _shares(
    rows: QuerySet[Category] | QuerySet[Delegation], counts: Counter[UUID] | Counter[UUID | None]
) -> list[Share]:
    """Return the shares, largest first."""
    objects = rows.filter(pk__in=[key for key, count in counts.items() if key and count > 0])
    return sorted((Share(row, counts[row.pk]) for row in objects), key=lambda share: -share.inside)


def double_admissions_at(checkpoint: Checkpoint, now: dt.datetime) -> list[DoubleAdmission]:
    """Return badges that two doors let in, latest first: what a door showed against the record."""
    today = in_period(Scan.objects.all(), checkpoint, now).exclude(registration=None)
    contradicted = today.filter(shown=ScanResult.ADMITTED, result=ScanResult.REPEATED)
    scans = list(contradicted.with_names().order_by("-at")[:LOOKED_AT])
    if checkpoint.kind == CheckpointKind.ENTRANCE:
        scans += today.admitted().with_names().order_by("-at")[:LOOKED_AT]
    others: dict[UUID | None, list[Scan]] = defaultdict(list)
    around = Scan.objects.counted().filter(
        registration__in={scan.registration_id for scan in scans},
        checkpoint__conference=checkpoint.conference,
    )
    for scan in around.with_names():
        others[scan.registration_id].append(scan)
    return sorted(
        _pairs(scans, others, checkpoint.conference.zone), key=lambda pair: pair.other.at, reverse=True
    )


def _pairs(
    scans: Iterable[Scan], others: dict[UUID | None, list[Scan]], zone: dt.tzinfo
) -> Iterable[DoubleAdmission]:
    seen_pairs: set[frozenset[UUID]] = set()
    for scan in scans:
        for other in others[scan.registration_id]:
            pair = frozenset((scan.pk, other.pk))
            if pair not in seen_pairs and is_double_admission(scan, other, zone):
                seen_pairs.add(pair)
                # The scan on record counts; of two entrances, the earlier.
                first, second = sorted(
                    (scan, other), key=lambda row: (row.result != ScanResult.ADMITTED, row.at)
                )
                yield DoubleAdmission(first, second)


def attendance_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return how many came today of those expected, and the open cases of the help desk; on the days themselves."""
    if conference.phase() != "during" or not may("registrations.record_attendance"):
        return []
    expected = Registration.objects.of(conference).approved().count()
    doors, help_desk = (
        reverse(f"registrations_onsite:{name}", args=[conference.slug]) for name in ("index", "help-desk")
    )
    return [
        Figure(
            _("In the house"),
            present_today(conference),
            doors,
            _("of %(expected)d expected") % {"expected": expected},
        ),
        Figure(_("Help desk"), len(open_cases(conference)), help_desk),
    ]
