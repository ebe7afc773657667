"""Attendance in the secretariat: checkpoints, and what was recorded."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.resources import filters, tables
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ActionView
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.attendance.domain.attendance import present_today, withdraw_scan
from registrations.attendance.domain.checkpoints import (
    add_checkpoint,
    change_checkpoint,
    delete_checkpoint,
    why_checkpoint_stays,
)
from registrations.attendance.exchange import export_attendance
from registrations.attendance.models import Checkpoint, Scan, ScanQuerySet, ScanResult
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms import CheckpointForm, days_to_choose
from registrations.core.web.exports import ExportMixin


class ScanFilter(filters.ResourceFilter):
    checkpoint = filters.RowFilter(gettext_lazy("Checkpoint"), Checkpoint.objects.all())
    day = filters.OfferedFilter(gettext_lazy("Day"), days_to_choose, method="on_day")
    result = filters.ChoiceFilter(gettext_lazy("Result"), ScanResult.choices)

    def on_day(self, rows: ScanQuerySet, name: str, value: str) -> ScanQuerySet:
        start = dt.datetime.combine(dt.date.fromisoformat(value), dt.time(), tzinfo=self.conference.zone)
        return rows.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))


class ScanTable(tables.ResourceTable):
    caches_rows = False
    name = tables.RecordColumn(
        pgettext_lazy("of a person", "Name"),
        accessor="registration__person__name",
        default=gettext_lazy("Unknown code"),
    )
    at = tables.Column(gettext_lazy("Time"))
    checkpoint = tables.EvidentColumn(gettext_lazy("Checkpoint"))
    result = tables.StatusColumn(gettext_lazy("Result"))
    taken_back = tables.Column("", accessor="pk")

    def hidden_columns(self) -> tuple[str, ...]:
        return () if self.view.may_edit else ("taken_back",)

    def render_at(self, record: Scan, value: dt.datetime) -> SafeString:
        return tables.below(
            moment(value), record.get_direction_display() if record.direction == "out" else ""
        )

    def render_checkpoint(self, record: Scan, value: Checkpoint) -> SafeString:
        by = record.device.name if record.device else record.recorded_by
        return tables.below(
            value.name, " · ".join(str(part) for part in (record.get_means_display(), by) if part)
        )

    def render_result(self, record: Scan, value: str) -> SafeString:
        why = record.get_reason_display() if record.reason and record.reason != "before" else ""
        return tables.below(status_badge(record.result, value, record.tone), why)

    def render_taken_back(self, record: Scan) -> SafeString:
        context = {"scan": record, "conference": self.conference}
        return render_to_string("registrations/attendance/scan_withdraw.html", context, self.view.request)


class AttendanceView(CheckInPageMixin, ListView):
    """The checkpoints with what each has counted, and the latest records."""

    permission = "registrations.record_attendance"
    edit_permission = "registrations.edit_checkpoints"
    template_name = "registrations/attendance/attendance.html"
    table, filter = ScanTable, ScanFilter
    add_name = "registrations_secretariat:checkpoint-add"
    add_label = gettext_lazy("Add a checkpoint")
    export_name = "registrations_secretariat:attendance-export"
    export_permission = "registrations.export_people"

    def get_rows(self) -> ScanQuerySet:
        return Scan.objects.of(self.conference).with_names().order_by("-recorded_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            checkpoints=Checkpoint.objects.of(self.conference)
            .with_people()
            .select_related("session", "room"),
            present=present_today(self.conference),
            **kwargs,
        )


class AttendanceExportView(ExportMixin, AttendanceView):
    """The filtered records as a file. Noted in the history."""

    permission = "registrations.export_people"
    of = "attendance"
    noted = "registrations.attendance_exported"

    def content(self, format: str) -> bytes:
        return export_attendance(self.conference, self.filtered_rows(), format=format, by=self.acting_user)


checkpoints = Resource(
    model=Checkpoint, name="checkpoint", list_name="registrations_secretariat:attendance",
    label=gettext_lazy("Attendance"),
    navigation_key="registrations.attendance",
    edit_permission="registrations.edit_checkpoints",
    form=CheckpointForm,
    add=add_checkpoint, change=change_checkpoint, delete=delete_checkpoint,
    why_kept=why_checkpoint_stays,
    add_label=gettext_lazy("Add a checkpoint"),
    delete_consequence=gettext_lazy("Only a checkpoint at which nobody was recorded can be deleted."),
    base=CheckInPageMixin,
)  # fmt: skip


class ScanWithdrawView(CheckInPageMixin, ActionView):
    """Withdraws a record made by mistake."""

    permission = "registrations.edit_checkpoints"
    verb = withdraw_scan
    success_message = gettext_lazy("The record of %(name)s was taken back.")

    def get_object(self) -> Scan:
        return self.own_row(Scan.objects.select_related("checkpoint__conference", "registration__person"))

    def message_values(self) -> dict[str, Any]:
        registration = self.object.registration
        return {"name": registration.person.name if registration else _("unknown code")}
