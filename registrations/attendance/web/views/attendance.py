"""Attendance in the secretariat: checkpoints, and what was recorded."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ActionView
from registrations.attendance.domain.attendance import (
    add_checkpoint,
    change_checkpoint,
    delete_checkpoint,
    present_today,
    withdraw_scan,
)
from registrations.attendance.exchange import export_attendance
from registrations.attendance.models.attendance import Checkpoint, Scan, ScanQuerySet
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms import CheckpointForm
from registrations.attendance.web.tables import ScanFilter, ScanTable
from registrations.core.web.exports import ExportMixin


class AttendanceView(CheckInPageMixin, ListView):
    """The checkpoints with what each has counted, and the latest records."""

    permission = "registrations.record_attendance"
    edit_permission = "registrations.edit_checkpoints"
    template_name = "registrations/attendance/attendance.html"
    list_label = gettext_lazy("Attendance")
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
        return export_attendance(self.conference, self.found(), format=format, by=self.acting_user)


checkpoints = Resource(
    model=Checkpoint, name="checkpoint", list_name="registrations_secretariat:attendance",
    label=gettext_lazy("Attendance"),
    navigation_key="registrations.attendance",
    edit_permission="registrations.edit_checkpoints",
    form=CheckpointForm,
    add=add_checkpoint, change=change_checkpoint, delete=delete_checkpoint,
    add_label=gettext_lazy("Add a checkpoint"),
    delete_consequence=gettext_lazy("Only a checkpoint at which nobody was recorded can be deleted."),
    base=CheckInPageMixin,
)  # fmt: skip


class ScanWithdrawView(CheckInPageMixin, ActionView):
    """Withdraws a record made by mistake."""

    permission = "registrations.edit_checkpoints"
    list_name = "registrations_secretariat:attendance"
    verb = withdraw_scan
    success_message = gettext_lazy("The record of %(name)s was taken back.")

    def get_object(self) -> Scan:
        return self.own_row(Scan.objects.select_related("checkpoint__conference", "registration__person"))

    def message_values(self) -> dict[str, Any]:
        who = self.object.registration
        return {"name": who.person.name if who else _("unknown code")}
