"""Guests of honour at the door: their liaison records their arrival; nobody scans them."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from registrations.attendance.domain.attendance import record_scan, withdraw_scan
from registrations.attendance.domain.people_inside import midnight
from registrations.attendance.models import Checkpoint, CheckpointKind, Means, Scan
from registrations.protocol.models import Honours


@dataclass(frozen=True)
class Guest:
    """A guest with the record of today's arrival, if there is one."""

    honours: Honours
    arrival: Scan | None

    @property
    def may_undo(self) -> bool:
        """Tell whether a liaison may undo it: only what a liaison recorded; what a door recorded is the desk's."""
        return self.arrival is not None and self.arrival.means == Means.LIAISON


def guests_today(conference: Conference) -> list[Guest]:
    """Return the guests, those who have not arrived first, each in the order of protocol; in two queries."""
    # At an entrance that counts once, a guest who came yesterday is recorded as a repetition, but has arrived.
    rows = (
        Scan.objects.of(conference)
        .counted()
        .filter(registration__honours__isnull=False, checkpoint__kind=CheckpointKind.ENTRANCE)
        .filter(at__gte=midnight(conference, timezone.now()))
    )
    # The first of each stays.
    arrivals = {scan.registration_id: scan for scan in rows.order_by("-at")}
    guests = [Guest(row, arrivals.get(row.registration_id)) for row in Honours.objects.of_guests(conference)]
    return sorted(guests, key=lambda guest: guest.arrival is not None)


def entrance_of(conference: Conference) -> Checkpoint | None:
    """Return where an arrival is recorded: the first entrance."""
    return (
        Checkpoint.objects.of(conference)
        .filter(kind=CheckpointKind.ENTRANCE)
        .select_related("conference", "session__working_group")
        .first()
    )


def mark_arrived(honours: Honours, *, by: User) -> Scan:
    """Record that the guest has come, as their liaison says: a record like any other, without a scanner.

    Recorded twice it counts once. Raises Refused if there is no entrance to record it at.
    """
    checkpoint = entrance_of(honours.registration.conference)
    if checkpoint is None:
        raise Refused(_("There is no entrance yet. The registration desk adds one under Attendance."))
    return record_scan(checkpoint, registration=honours.registration, by=by, means=Means.LIAISON)


def withdraw_arrival(honours: Honours, *, by: User) -> int:
    """Withdraw what a liaison recorded today by mistake; return how many records."""
    start = midnight(honours.registration.conference, timezone.now())
    scans = Scan.objects.filter(registration=honours.registration, means=Means.LIAISON, at__gte=start)
    rows = list(scans.select_related("checkpoint__conference", "registration"))
    for scan in rows:
        withdraw_scan(scan, by=by, reason=_("marked by mistake"))
    return len(rows)
