"""The records of attendance as a list, and its filters."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.resources.filters import ChoiceFilter, OfferedFilter, ResourceFilter, RowFilter
from confman.conferences.web.resources.tables import Column, RecordColumn, ResourceTable, StatusColumn, below
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.attendance.models.attendance import Checkpoint, Scan, ScanQuerySet, ScanResult
from registrations.attendance.web.forms import days_to_choose


class ScanFilter(ResourceFilter):
    checkpoint = RowFilter(_("Checkpoint"), Checkpoint.objects.all())
    day = OfferedFilter(_("Day"), days_to_choose, method="on_day")
    result = ChoiceFilter(_("Result"), ScanResult.choices)

    def on_day(self, rows: ScanQuerySet, name: str, value: str) -> ScanQuerySet:
        start = dt.datetime.combine(dt.date.fromisoformat(value), dt.time(), tzinfo=self.conference.zone)
        return rows.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))


class ScanTable(ResourceTable):
    name = RecordColumn(
        pgettext_lazy("of a person", "Name"), accessor="registration__person__name", default=_("Unknown code")
    )
    at = Column(_("Time"))
    checkpoint = Column(_("Checkpoint"))
    result = StatusColumn(_("Result"))
    taken_back = Column("", accessor="pk")

    def hidden_columns(self) -> tuple[str, ...]:
        return () if self.view.may_edit else ("taken_back",)

    def render_at(self, record: Scan, value: dt.datetime) -> SafeString:
        return below(moment(value), record.get_direction_display() if record.direction == "out" else "")

    def render_checkpoint(self, record: Scan, value: Checkpoint) -> SafeString:
        by = record.device.name if record.device else record.recorded_by
        return below(value.name, " · ".join(str(part) for part in (record.get_means_display(), by) if part))

    def render_result(self, record: Scan, value: str) -> SafeString:
        why = record.get_reason_display() if record.reason and record.reason != "before" else ""
        return below(status_badge(record.result, value, record.tone), why)

    def render_taken_back(self, record: Scan) -> SafeString:
        given = {"scan": record, "conference": self.conference}
        return render_to_string("registrations/attendance/scan_withdraw.html", given, self.view.request)
