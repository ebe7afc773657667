"""A checkpoint live: who is inside, the latest scans, and where doors contradict each other."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.registries import Figure
from registrations.attendance.domain.attendance import present_today
from registrations.attendance.domain.messages import alarm_words, reason_words
from registrations.attendance.domain.occupancy import change_of, in_period, of_period
from registrations.attendance.models.attendance import Checkpoint, CheckpointKind, Scan, ScanResult
from registrations.check_in.domain.help_desk import open_cases
from registrations.check_in.domain.scans import is_double_admission
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, RegistrationQuerySet

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
