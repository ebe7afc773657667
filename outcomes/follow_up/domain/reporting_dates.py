"""The settings of a conference's follow-up, and the dates derived from them by which addressees report."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.database.changes import change_row
from outcomes.follow_up.domain.focal_points import require_follow_up
from outcomes.follow_up.models.follow_up import Indicator
from outcomes.follow_up.models.reporting_dates import FollowUpSettings, ReportingDate

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

    Counted from the first, so that the 31st comes back after a short month.
    """
    found: list[PlannedDate] = []
    since = min(begins, first)
    step = MONTHS.get(Indicator.Frequency(frequency))
    for number in range(MAX_DATES if step else 1):
        due = months_later(first, number * (step or 0))
        if due > last:
            break
        found.append(PlannedDate(since, due, due))
        since = due + dt.timedelta(days=1)
    return found


def change_follow_up_settings(conference: Conference, *, by: User, **changes: Any) -> list[str]:
    """Change the settings of the follow-up, and plan its reporting dates anew. Raises ValidationError, Refused.

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

    Past dates and dates for which something was reported never move.
    """
    chosen = FollowUpSettings.objects.for_conference(conference)
    today = conference.today()
    with transaction.atomic():
        wanted: dict[dt.date, PlannedDate] = {}
        if chosen.first_report_on:
            horizon = chosen.last_report_on or max(
                months_later(today, 12 * AHEAD_YEARS), chosen.first_report_on
            )
            planned = planned_dates(
                begins=conference.ends_on + dt.timedelta(days=1), first=chosen.first_report_on, last=horizon,
                frequency=chosen.frequency,
            )  # fmt: skip
            wanted = {entry.due_on: entry for entry in planned}
        known = ReportingDate.objects.of(conference)
        movable = known.filter(due_on__gte=today, updates=None)
        movable.exclude(due_on__in=wanted).delete()
        kept = set(known.values_list("due_on", flat=True))
        for due, entry in wanted.items():
            periods = {"period_from": entry.period_from, "period_to": entry.period_to}
            if due not in kept:
                ReportingDate.objects.get_or_create(conference=conference, due_on=due, defaults=periods)
            else:
                movable.filter(due_on=due).update(**periods)
        return known.count()
