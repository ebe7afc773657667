"""Progress reports: when they are due; saved as a draft by a focal point, completed, submitted; their evidence."""

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.contact import receive_message
from confman.conferences.models import Conference
from confman.web.database.changes import change_row, delete_file_on_commit
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import mailbox_of, require_current_term, require_follow_up
from outcomes.follow_up.models.follow_up import Evidence, FollowUpAction, Indicator, ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpSettings, ReportingDate
from outcomes.follow_up.models.transmittal import FocalPointTerm
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.stages import FOLLOWED_STAGES

Status = ProgressUpdate.Status
# The states in which the author may still change a report.
WRITABLE = (Status.DRAFT, Status.RETURNED)
MAX_EVIDENCE = 20


def own_actions(addressee: Addressee) -> QuerySet[FollowUpAction]:
    """Return the actions an addressee leads, and so reports on."""
    return _actions(Q(lead=addressee))


def actions_shown_to(addressee: Addressee) -> QuerySet[FollowUpAction]:
    """Return the actions an addressee leads, and those led by others since on which its work was assessed."""
    assessed = ProgressUpdate.objects.filter(term__addressee=addressee, shown_at__isnull=False)
    return _actions(Q(lead=addressee) | Q(pk__in=assessed.values("action")))


def _actions(condition: Q) -> QuerySet[FollowUpAction]:
    return (
        FollowUpAction.objects.filter(condition, recommendation__stage__in=FOLLOWED_STAGES)
        .select_related("recommendation__conference", "recommendation__current_version")
        .order_by("due_on", "position", "id")
    )


def report_asked_for(conference: Conference, today: dt.date) -> ReportingDate | None:
    """Return the reporting date for a report written today: the latest past one, or the next.

    A past date counts until halfway to the next one: a late report is late, not early.
    """
    dates = ReportingDate.objects.of(conference)
    over = dates.filter(due_on__lt=today).last()
    ahead = dates.filter(due_on__gte=today).first()
    if over is None or ahead is None:
        return over or ahead
    return over if today - over.due_on < ahead.due_on - today else ahead


def report_on(action: FollowUpAction, reporting_date: ReportingDate | None) -> ProgressUpdate | None:
    """Return the focal point's report on an action for a reporting date; without one, that which is not submitted.

    What is still written, or was returned, is that of the body that began it: one that leads the action since does not
    read it.
    """
    own = ~Q(state__in=WRITABLE) | Q(term__addressee=action.lead_id)
    reports = action.updates.filter(own, reporting_date=reporting_date)
    if reporting_date is None:
        reports = reports.filter(state__in=WRITABLE, term__isnull=False)
    return reports.first()


def open_report(
    action: FollowUpAction, *, term: FocalPointTerm, by: User, reporting_date: ReportingDate | None
) -> ProgressUpdate:
    """Return the report on an action for a reporting date, or begin one; without dates, the unsubmitted one.

    Raises Refused for an action that another body leads.
    """
    conference = action.recommendation.conference
    if action.lead_id != term.addressee_id:
        raise Refused(_("Another body leads this action, and reports on it."))
    with transaction.atomic():
        require_current_term(term)
        FollowUpAction.objects.select_for_update().get(pk=action.pk)
        if report := report_on(action, reporting_date):
            return report
        if reporting_date:
            # There is one report for each date: another's that was not accepted gives it up.
            action.updates.filter(reporting_date=reporting_date, state__in=WRITABLE).update(
                reporting_date=None
            )
        last = action.updates.filter(state=Status.ACCEPTED).first()
        return ProgressUpdate.objects.create(
            action=action,
            term=term,
            author=by,
            reporting_date=reporting_date,
            period_from=reporting_date.period_from if reporting_date else None,
            period_to=reporting_date.period_to if reporting_date else conference.today(),
            percent=(last.percent if last else None) or action.percent,
            state=Status.DRAFT,
        )


def _locked(update: ProgressUpdate, term: FocalPointTerm) -> ProgressUpdate:
    """Return the report locked, for its author's body. Raises Refused once it is submitted."""
    require_current_term(term)
    row = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    author = row.term.addressee_id if row.term else None
    if not row.action.lead_id == author == term.addressee_id:
        raise Refused(_("Another body leads this action, and reports on it."))
    if row.state not in WRITABLE:
        raise Refused(
            _("The report is %(state)s: it is with the secretariat and is not changed here.")
            % {"state": row.get_state_display()}
        )
    return row


def save_report(
    update: ProgressUpdate, *, term: FocalPointTerm, by: User, values: Mapping[str, Any]
) -> ProgressUpdate:
    """Save an unfinished report, which nobody else can read.

    `values`: period_from, period_to, narrative, obstacles, percent, self_assessment, and measured:
    {indicator id: (Decimal, source)}.
    """
    with transaction.atomic():
        row = _locked(update, term)
        _set(row, values)
        row.author, row.term = by, term
        row.full_clean(exclude=["narrative"])
        row.save()
    return row


def _set(row: ProgressUpdate, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "measured":
            row.measured = [
                {"indicator": str(key), "value": str(number), "source": source}
                for key, (number, source) in value.items()
            ]
        else:
            setattr(row, name, value)


def submit_report(
    update: ProgressUpdate, *, term: FocalPointTerm, by: User, values: Mapping[str, Any]
) -> ProgressUpdate:
    """Submit a report to the secretariat. Raises Refused if it is empty, ValidationError for invalid values."""
    with transaction.atomic():
        row = save_report(update, term=term, by=by, values=values)
        if not row.narrative or not row.self_assessment:
            raise Refused(_("Say what was done and how you assess it yourself; then the report can be sent."))
        row.state, row.submitted_at = Status.SUBMITTED, timezone.now()
        row.save(update_fields=["state", "submitted_at"])
        recommendation = row.action.recommendation
        record_audit(
            "outcomes.report_submitted", by=by, target=recommendation, label=recommendation.label,
            details={"status": str(row.self_assessment), "percent": row.percent},
        )  # fmt: skip
    return row


def add_evidence(
    update: ProgressUpdate, *, term: FocalPointTerm, by: User, title: str, language: str, file: File | None = None,
    url: str = "",
) -> Evidence:  # fmt: skip
    """Add a file or a link to a report, private until the secretariat releases it.

    The file keeps its own name as the title where none is given, and lies under a name of ours.
    """
    if not file and not url:
        raise Refused(_("Choose a file, or give a link."))
    with transaction.atomic():
        row = _locked(update, term)
        if row.evidence.count() >= MAX_EVIDENCE:
            raise Refused(_("At most %(count)d pieces of evidence fit a report.") % {"count": MAX_EVIDENCE})
        stem, _dot, extension = (file.name or "").rpartition(".") if file else (url, "", "")
        evidence = Evidence(update=row, title={language: (title or stem)[:300]}, url=url)
        if file:
            evidence.file.save(f"{uuid4().hex}.{extension}", file, save=False)
        evidence.save(force_insert=True)
        recommendation = row.action.recommendation
        record_audit("outcomes.evidence_added", by=by, target=recommendation, label=recommendation.label)
    return evidence


def remove_evidence(evidence: Evidence, *, term: FocalPointTerm, by: User) -> None:
    """Remove a piece of evidence with its file, before the report is submitted."""
    with transaction.atomic():
        recommendation = _locked(evidence.update, term).action.recommendation
        record_audit("outcomes.evidence_removed", by=by, target=recommendation, label=recommendation.label)
        delete_file_on_commit(evidence.file)
        evidence.delete()


def comment_on_assessment(update: ProgressUpdate, *, term: FocalPointTerm, by: User, text: str) -> None:
    """Save the addressee's comment on a verified assessment before its publication; '' means nothing to add."""
    with transaction.atomic():
        require_current_term(term)
        row = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
        if row.addressee != term.addressee or row.shown_at is None:
            raise Refused(_("There is no assessment to comment on."))
        if row.published_at is not None:
            raise Refused(
                _("The assessment is published meanwhile. Please write to the secretariat about it.")
            )
        row.addressee_comment, row.commented_at = text.strip()[:5000], timezone.now()
        row.save(update_fields=["addressee_comment", "commented_at"])
        recommendation = row.action.recommendation
        record_audit(
            "outcomes.assessment_commented", by=by, target=recommendation, label=recommendation.label
        )


def ask_for_more_time(action: FollowUpAction, *, term: FocalPointTerm, until: dt.date, reason: str) -> None:
    """Write to the secretariat for more time on an action of one's own; it answers, and changes the date.

    Raises Refused for a date that has come, and without a mailbox for the answer; TooManyTries.
    """
    addressee, recommendation = term.addressee, action.recommendation
    conference, mailbox = addressee.conference, mailbox_of(addressee)
    require_current_term(term)
    if until <= conference.today():
        raise Refused(_("The date must lie in the future."))
    if not mailbox:
        raise Refused(_("There is no e-mail for the answer. Please write to the secretariat."))
    page = reverse("outcomes_secretariat:recommendation-follow-up", args=[conference.slug, recommendation.pk])
    day = date_format(until, "DATE_FORMAT")
    receive_message(
        conference, name=f"{term}, {addressee}"[:200], email=mailbox, account=term.pk,
        subject=(_("More time until %(day)s: %(action)s") % {"day": day, "action": action})[:200],
        body=f"{reason}\n\n{recommendation.label}: {action}\n{settings.BASE_URL}{page}",
        language=get_language() or conference.default_language,
    )  # fmt: skip


def measured_values(update: ProgressUpdate) -> dict[str, tuple[Decimal, str]]:
    """Return the indicator values in a report, by the indicator's id."""
    return {
        entry["indicator"]: (Decimal(entry["value"]), entry.get("source", "")) for entry in update.measured
    }


# A day beyond this is taken for a misprint: it would silence reminders for good.
MOST_TIME = dt.timedelta(days=2 * 366)


def postpone_report(action: FollowUpAction, *, by: User, until: dt.date | None) -> None:
    """Give the body that leads an action more time for its reports on it; None takes that back.

    Raises Refused for an action on which none is owed, for a day that has come or on which the report is due anyway,
    and for one so far away that it must be a misprint.
    """
    recommendation = action.recommendation
    conference = recommendation.conference
    require_follow_up(conference, by)
    today = conference.today()
    due = report_asked_for(conference, today)
    last = max(today, due.due_on) if due else today
    if until and until <= last:
        raise Refused(_("Choose a day after %(day)s.") % {"day": date_format(last, "DATE_FORMAT")})
    if until and until > today + MOST_TIME:
        raise Refused(_("Choose a day within two years."))
    with transaction.atomic():
        row = FollowUpAction.objects.select_for_update().get(pk=action.pk)
        if until and not row.owes_reports:
            raise Refused(_("No report is owed on this action."))
        if row.report_by == until:
            return
        row.report_by = until
        row.save(update_fields=["report_by"])
        record_audit(
            "outcomes.report_postponed", by=by, target=recommendation, label=recommendation.label,
            details={"until": until.isoformat() if until else ""},
        )  # fmt: skip


def missing_on(conference: Conference, due: ReportingDate) -> QuerySet[FollowUpAction]:
    """Return the open actions on which no report was submitted for this date, or a later one.

    Nothing is owed on an action that began after the period, nor, where no day is given, on one added after the date.
    """
    reported = ProgressUpdate.objects.filter(
        reporting_date__due_on__gte=due.due_on, state__in=(Status.SUBMITTED, Status.ACCEPTED)
    ).values("action")
    over = dt.datetime.combine(due.due_on + dt.timedelta(days=1), dt.time(), conference.zone)
    begun = Q(starts_on__lte=due.period_to) | Q(starts_on=None, created_at__lt=over)
    return FollowUpAction.objects.of(conference).open().filter(begun).exclude(pk__in=reported)


def missing_reports(conference: Conference, due: ReportingDate) -> QuerySet[Addressee]:
    """Return the addressees that owe a report for this date, and got no more time that lasts."""
    more_time = Q(report_by__gt=due.due_on, report_by__gte=conference.today())
    waiting = missing_on(conference, due).exclude(more_time)
    return Addressee.objects.of(conference).filter(pk__in=waiting.values("lead"))


MONTHS = {
    Indicator.Frequency.QUARTERLY: 3,
    Indicator.Frequency.HALF_YEARLY: 6,
    Indicator.Frequency.YEARLY: 12,
}
# Without a last day, dates are planned this far ahead; later ones are added as time passes.
AHEAD_YEARS = 2
# Nobody reports for longer than this; the limit also catches a mistyped year.
MAX_DATES = 80


@dataclass(frozen=True)
class PlannedDate:
    """A period and the day by which to report on it."""

    period_from: dt.date
    period_to: dt.date
    due_on: dt.date


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day this many months later; the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def planned_dates(*, begins: dt.date, first: dt.date, last: dt.date, frequency: str) -> list[PlannedDate]:
    """Plan the reporting dates from `first` to `last`; each covers the time since the last, or since `begins`.

    Counted from the first; if that is the last day of a month, all are.
    """
    a_day = dt.timedelta(days=1)
    over_the_end = a_day if (first + a_day).day == 1 else dt.timedelta()
    dates: list[PlannedDate] = []
    since = min(begins, first)
    step = MONTHS.get(Indicator.Frequency(frequency))
    for number in range(MAX_DATES if step else 1):
        due = months_later(first + over_the_end, number * (step or 0)) - over_the_end
        if due > last:
            break
        dates.append(PlannedDate(since, due, due))
        since = due + a_day
    return dates


def without_overlap(planned: Iterable[PlannedDate], kept: Collection[ReportingDate]) -> Iterator[PlannedDate]:
    """Yield the planned dates with periods that overlap none of those that are kept. Pure."""
    for entry in planned:
        if not any(row.period_from <= entry.due_on <= row.period_to for row in kept):
            ends = (row.period_to for row in kept if row.period_to < entry.due_on)
            last = max(ends, default=dt.date.min)
            yield replace(entry, period_from=max(entry.period_from, last + dt.timedelta(days=1)))


def change_follow_up_settings(conference: Conference, *, by: User, **changes: Any) -> list[str]:
    """Change the settings of the follow-up, and plan its reporting dates again. Raises ValidationError, Refused.

    A date on which something was reported stays as it is.
    """
    require_follow_up(conference, by)
    with transaction.atomic():
        row, _made = FollowUpSettings.objects.select_for_update().get_or_create(conference=conference)
        first = changes.get("first_report_on", row.first_report_on)
        last = changes.get("last_report_on", row.last_report_on)
        if first and last and last < first:
            raise ValidationError({"last_report_on": _("The last report is due before the first.")})
        changed = change_row(row, "outcomes.follow_up_settings_changed", changes, by=by)
        plan_reporting_dates(conference)
    return changed


def plan_reporting_dates(conference: Conference) -> int:
    """Bring the reporting dates in line with the settings, as far ahead as dates are planned; return how many.

    Past dates and dates for which something was reported never move; no other period overlaps theirs.
    """
    follow_up_settings = FollowUpSettings.objects.for_conference(conference)
    today = conference.today()
    dates = ReportingDate.objects.of(conference)
    movable_dates = Q(due_on__gte=today, updates=None)
    with transaction.atomic():
        planned_by_day: dict[dt.date, PlannedDate] = {}
        if follow_up_settings.first_report_on:
            horizon = follow_up_settings.last_report_on or max(
                months_later(today, 12 * AHEAD_YEARS), follow_up_settings.first_report_on
            )
            planned = planned_dates(
                begins=conference.ends_on + dt.timedelta(days=1),
                first=follow_up_settings.first_report_on,
                last=horizon,
                frequency=follow_up_settings.frequency,
            )
            planned_by_day = {
                entry.due_on: entry for entry in without_overlap(planned, list(dates.exclude(movable_dates)))
            }
        movable = dates.filter(movable_dates)
        movable.exclude(due_on__in=planned_by_day).delete()
        remaining_days = set(dates.values_list("due_on", flat=True))
        for due, entry in planned_by_day.items():
            periods = {"period_from": entry.period_from, "period_to": entry.period_to}
            if due not in remaining_days:
                ReportingDate.objects.get_or_create(conference=conference, due_on=due, defaults=periods)
            else:
                movable.filter(due_on=due).update(**periods)
        return dates.count()
