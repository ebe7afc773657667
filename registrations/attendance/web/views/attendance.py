"""Attendance in the secretariat: checkpoints, what was recorded; and cards printed one by one."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.audit.domain.recorder import record_audit
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ActionView
from confman.documents.domain.builder import build_document
from registrations.attendance.domain.attendance import (
    add_checkpoint,
    change_checkpoint,
    delete_checkpoint,
    present_today,
    withdraw_scan,
)
from registrations.attendance.exchange import export_attendance
from registrations.attendance.models.attendance import Checkpoint, Scan, ScanQuerySet, ScanResult
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms.checkpoints import CheckpointForm
from registrations.attendance.web.tables import ScanFilter, ScanTable
from registrations.core.web.base import RegistrationObjectMixin
from registrations.core.web.downloads import ExportMixin


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
        counted = Count("scans__registration", filter=Q(scans__result=ScanResult.ADMITTED), distinct=True)
        return super().get_context_data(
            checkpoints=Checkpoint.objects.of(self.conference)
            .annotate(people=counted)
            .select_related("session", "room"),
            present=present_today(self.conference),
            **kwargs,
        )


class AttendanceExportView(ExportMixin, AttendanceView):
    """POST: the filtered records as a file. Noted in the history."""

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
    """POST: withdraws a record made by mistake."""

    permission = "registrations.edit_checkpoints"
    list_name = "registrations_secretariat:attendance"
    verb = withdraw_scan
    success_message = gettext_lazy("The record of %(name)s was taken back.")

    def get_object(self) -> Scan:
        scans = Scan.objects.of(self.conference)
        scans = scans.select_related("checkpoint__conference", "registration__person")
        return get_object_or_404(scans, pk=self.kwargs["pk"])

    def message_values(self) -> dict[str, Any]:
        who = self.object.registration
        return {"name": who.person.name if who else _("unknown code")}


class CardView(RegistrationObjectMixin, View):
    """One badge, plate or ticket, at once."""

    permission = "registrations.make_cards"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.registration.is_approved:
            raise Http404(_("There is no card: the registration is not approved."))
        language = self.registration.person.preferred_language()
        made = build_document(
            f"registrations.{self.kwargs['kind']}",
            self.conference,
            language=language,
            format="pdf",
            options={"registration": str(self.registration.pk)},
        )
        with transaction.atomic():
            record_audit(
                "registrations.card_made",
                by=user_of(request),
                conference=self.conference,
                target=self.registration,
                details={"kind": self.kwargs["kind"]},
            )
        response = HttpResponse(made.content, content_type=made.content_type)
        response["Content-Disposition"] = f'inline; filename="{made.filename}"'
        return response
