"""Reports on the dashboard: what the donors are owed after the conference."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from outcomes.reports.models import Grant, ReportKind


def report_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield an item for the donors to whom no report is begun, due by the end of the first grant's period."""
    if conference.phase() != "after":
        return
    grants = Grant.objects.filter(partner__conference=conference)
    ends = list(grants.exclude(partner__reports__kind=ReportKind.DONOR).values_list("period_to", flat=True))
    if ends:
        yield DashboardItem(
            title=ngettext(
                "The report to %(count)d donor is not begun",
                "The reports to %(count)d donors are not begun",
                len(ends),
            )
            % {"count": len(ends)},
            count=len(ends),
            url=reverse("outcomes_secretariat:report-texts", args=[conference.slug, "donor"]),
            owner=_("rapporteur"),
            due=min(filter(None, ends), default=None),
            action=_("Write"),
        )
