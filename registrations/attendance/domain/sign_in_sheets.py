"""Sheets signed by hand, and what is entered from them."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.errors import Refused
from registrations.attendance.domain.admission import for_checkpoint, requires_sign_up
from registrations.attendance.domain.people_inside import clear_cached_count, in_period
from registrations.attendance.domain.scan_log import (
    ReportedScan,
    locked,
    period_of,
    rebuild_scan_log,
    related_scans,
    write_scans,
)
from registrations.attendance.models import Checkpoint, Means, Scan
from registrations.core.domain.names import by_name, sorted_name
from registrations.core.models.registration import Mode, Registration, RegistrationQuerySet
from registrations.lifecycle.table import ADMISSIBLE
from registrations.seats.models import SEATED

# All that their order reads, of however many.
NAMED_BY = ("person__name", "person__family_name", "person__family_name_first", "person__country")


@dataclass(frozen=True)
class SignInSheetLine:
    """A line of the sheet, with what is on record for it."""

    number: int
    name: str
    registration: Registration
    scan: Scan | None

    @property
    def is_signed(self) -> bool:
        """Tell whether the record was entered from the sheet, and so can be withdrawn there."""
        return self.scan is not None and self.scan.means == Means.SHEET


def people_on(checkpoint: Checkpoint) -> RegistrationQuerySet:
    """Return those a door admits there: in person, of its categories, and signed up where that is required."""
    rows = Registration.objects.of(checkpoint.conference).filter(status__in=ADMISSIBLE)
    rows = rows.exclude(mode=Mode.ONLINE)
    categories = list(checkpoint.categories.values_list("pk", flat=True))
    if categories:
        rows = rows.filter(category__in=categories)
    if requires_sign_up(checkpoint) and checkpoint.session is not None:
        session = checkpoint.session
        session_or_group = Q(seats__session=session)
        if not session.sign_up:
            session_or_group |= Q(seats__group=session.working_group_id)
        rows = rows.filter(session_or_group, seats__status__in=SEATED).distinct()
    return rows


def keys_in_order(checkpoint: Checkpoint, language: str) -> list[UUID]:
    """Return the registrations of the sheet in this language, in the order in which it writes their names."""
    place = by_name(checkpoint.conference, language)
    rows = people_on(checkpoint).select_related("person").only(*NAMED_BY)
    return [row.pk for row in sorted(rows, key=lambda row: place(row.person))]


def days_of(checkpoint: Checkpoint) -> list[dt.date]:
    """Return the days for which there is a sheet: a session has its own, others every day of the conference."""
    conference, session = checkpoint.conference, checkpoint.session
    if session is not None and session.start is not None:
        return [conference.local(session.start).date()]
    return conference.days


def day_of(checkpoint: Checkpoint, iso_date: str) -> dt.date:
    """Return the day that is asked for (ISO), if there is a sheet for it; else the first."""
    days = days_of(checkpoint)
    day = dt.date.fromisoformat(iso_date) if iso_date else days[0]
    return day if day in days else days[0]


def sheet_lines(
    checkpoint: Checkpoint, day: dt.date, numbers: Mapping[UUID, int], language: str
) -> list[SignInSheetLine]:
    """Return the lines of these registrations, each with its number on the sheet in this language, in this order."""
    admissions = Scan.objects.admitted().filter(registration__in=numbers)
    rows = in_period(admissions, checkpoint, _midnight(checkpoint, day))
    # The first of each stays.
    records = {scan.registration_id: scan for scan in rows.order_by("-at")}
    rows_by_key = Registration.objects.with_names().in_bulk(numbers)
    return [
        SignInSheetLine(
            number, sorted_name(row.person, checkpoint.conference, language), row, records.get(key)
        )
        for key, number in numbers.items()
        if (row := rows_by_key.get(key))
    ]


def enter_sheet(
    checkpoint: Checkpoint, *, day: dt.date, lines: Collection[UUID], signed: Collection[UUID], by: User
) -> tuple[int, int]:
    """Enter who signed; return how many were added, and how many withdrawn since an earlier entry. Safe to repeat.

    `lines` are those entered, signed or no longer; all others of the sheet stay as they are. A signature counts from
    the beginning of the session, else of the day. What a door recorded stays. Raises Refused for a day that has not
    come.
    """
    conference, now = checkpoint.conference, timezone.now()
    if day > conference.local(now).date():
        raise Refused(_("This day has not come yet: nobody can have signed."))
    with transaction.atomic():
        rows = locked(
            for_checkpoint(
                Registration.objects.filter(Q(pk__in=people_on(checkpoint).values("pk")), pk__in=lines),
                checkpoint,
            )
        )
        period = period_of(_begins(checkpoint, day), mode=checkpoint.mode, zone=conference.zone)
        ids = {row.pk: uuid5(row.pk, f"{checkpoint.pk} {period}") for row in rows}
        history = related_scans(list(ids.values()), ids)
        recorded_ids = {scan.pk for scan in history}
        counted = {
            scan.registration_id
            for scan in history
            if scan.checkpoint_id == checkpoint.pk
            and scan.slot
            and period_of(scan.at, mode=checkpoint.mode, zone=conference.zone) == period
        }
        new = [
            ReportedScan(ids[row.pk], row, min(_begins(checkpoint, day), now), means=Means.SHEET)
            for row in rows
            if row.pk in signed and ids[row.pk] not in recorded_ids and row.pk not in counted
        ]
        write_scans(checkpoint, new, history=history, by=by)
        unsigned = [row for row in rows if row.pk not in signed and ids[row.pk] in recorded_ids]
        Scan.objects.filter(pk__in=[ids[row.pk] for row in unsigned]).delete()
        for row in unsigned:
            rebuild_scan_log(row)
        if new or unsigned:
            record_audit(
                "registrations.sheet_entered",
                by=by,
                conference=conference,
                target=checkpoint,
                details={"day": day.isoformat(), "added": len(new), "taken_back": len(unsigned)},
            )
    clear_cached_count(checkpoint)
    return len(new), len(unsigned)


def _begins(checkpoint: Checkpoint, day: dt.date) -> dt.datetime:
    session = checkpoint.session
    start = session.start if session is not None else None
    if start is not None and checkpoint.conference.local(start).date() == day:
        return start
    return _midnight(checkpoint, day).replace(hour=9)


def _midnight(checkpoint: Checkpoint, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=checkpoint.conference.zone)
