"""Recording that someone was there, by a scan or on a sheet signed by hand.

"Attended" always rests on these records.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID, uuid4, uuid5

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
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, apply_changes, delete_row
from confman.web.errors import Refused
from registrations.attendance.domain.code_reader import replaced_badges, token_in
from registrations.attendance.domain.messages import hour, reason_words
from registrations.attendance.domain.scan_log import (
    ReportedScan,
    clear_cached_count,
    count_in,
    for_checkpoint,
    in_period,
    locked,
    midnight,
    period_of,
    rebuild_scan_log,
    recount_checkpoint,
    related_scans,
    requires_sign_up,
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
from registrations.core.models.delegation import Category
from registrations.core.models.registration import Mode, Registration, RegistrationQuerySet
from registrations.lifecycle.table import ADMISSIBLE
from registrations.seats.models import SEATED

# The most people shown for what was typed at a door.
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


def add_checkpoint(
    conference: Conference, *, by: User, categories: Iterable[Category] = (), **fields: Any
) -> Checkpoint:
    """Add a place where people are recorded; for all, where no categories are named. Raises ValidationError."""
    checkpoint = Checkpoint(conference=conference, **fields)
    with transaction.atomic():
        add_row(checkpoint, "registrations.checkpoint_added", by=by)
        checkpoint.categories.set(categories)
    return checkpoint


def change_checkpoint(
    checkpoint: Checkpoint, *, by: User, categories: Iterable[Category] | None = None, **changes: Any
) -> list[str]:
    """Change a checkpoint; its records stay and are counted by the new settings. Raises ValidationError."""
    with transaction.atomic():
        before = Checkpoint.objects.values_list("mode", flat=True).get(pk=checkpoint.pk)
        changed = apply_changes(checkpoint, changes)
        if categories is not None:
            new_categories = set(categories)
            if new_categories != set(checkpoint.categories.all()):
                checkpoint.categories.set(new_categories)
                changed.append("categories")
        if checkpoint.mode != before:
            recount_checkpoint(checkpoint)
        if changed:
            record_audit(
                "registrations.checkpoint_changed", by=by, target=checkpoint, details={"fields": changed}
            )
    return changed


def why_checkpoint_stays(checkpoint: Checkpoint) -> str:
    """Say why a checkpoint cannot be deleted, or ""."""
    name = {"name": checkpoint.name}
    if checkpoint.scans.exists():
        return (
            _(
                "People were recorded at “%(name)s”; it stays, and so do their records. Its name, its room and its "
                "place in the list can be changed."
            )
            % name
        )
    if checkpoint.devices.filter(revoked_at=None).exists():
        return _("Devices are enrolled for “%(name)s”. Move or revoke them first.") % name
    return ""


def delete_checkpoint(checkpoint: Checkpoint, *, by: User) -> None:
    """Delete a checkpoint at which nobody was recorded: attendance is never deleted with its place."""
    with transaction.atomic():
        if reason := why_checkpoint_stays(checkpoint):
            raise Refused(reason)
        delete_row(checkpoint, "registrations.checkpoint_deleted", by=by)


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

ENTRANCE = TranslatedText(
    {"en": "Entrance", "ru": "Вход", "uz": "Kirish", "uz-Cyrl": "Кириш", "fr": "Entrée", "ar": "المدخل"}
)


def create_entrance(conference: Conference, *, by: User) -> None:
    """Create the entrance, where everyone who comes is scanned, unless checkpoints have come along."""
    if Checkpoint.objects.filter(conference=conference).exists():
        return
    Checkpoint.objects.create(conference=conference, name=conference.in_own_languages(ENTRANCE))


def checkpoints_to_take(conference: Conference) -> QuerySet[Checkpoint]:
    """Return the checkpoints that the next conference may take: those of doors, not of single sessions."""
    return Checkpoint.objects.filter(conference=conference, session=None)


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


@dataclass(frozen=True)
class SignInSheetLine:
    """A line of the sheet, with what is on record for it."""

    number: int
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
    return rows.with_names().order_by("person__sort_key", "pk")


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


def sheet_lines(checkpoint: Checkpoint, day: dt.date, of: Collection[UUID]) -> list[SignInSheetLine]:
    """Return the lines of these registrations with their numbers on the sheet, in its order; in four queries."""
    admissions = Scan.objects.admitted().filter(registration__in=of)
    rows = in_period(admissions, checkpoint, _midnight(checkpoint, day))
    # The first of each stays.
    records = {scan.registration_id: scan for scan in rows.order_by("-at")}
    people = people_on(checkpoint)
    numbers = {key: number for number, key in enumerate(people.values_list("pk", flat=True), start=1)}
    return [SignInSheetLine(numbers[row.pk], row, records.get(row.pk)) for row in people.filter(pk__in=of)]


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
                Registration.objects.filter(
                    Q(pk__in=people_on(checkpoint).order_by().values("pk")), pk__in=lines
                ),
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
