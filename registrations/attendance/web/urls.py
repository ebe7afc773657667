"""Addresses of checkpoints, records, sheets and exports of attendance."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.attendance.web.views import attendance, sign_in_sheets

UUID = UUIDConverter.regex

secretariat = [
    re_path(
        rf"^registrations/(?P<pk>{UUID})/(?P<kind>ticket|name_plates|confirmation)\.pdf$",
        attendance.CardView.as_view(),
        name="card",
    ),
    path("attendance/", attendance.AttendanceView.as_view(), name="attendance"),
    path("attendance/checkpoints/add/", attendance.CheckpointAddView.as_view(), name="checkpoint-add"),
    path(
        "attendance/checkpoints/<uuid:pk>/",
        attendance.CheckpointChangeView.as_view(),
        name="checkpoint-change",
    ),
    path(
        "attendance/checkpoints/<uuid:pk>/delete/",
        attendance.CheckpointDeleteView.as_view(),
        name="checkpoint-delete",
    ),
    path(
        "attendance/records/<uuid:pk>/withdraw/", attendance.ScanWithdrawView.as_view(), name="scan-withdraw"
    ),
    path("attendance/export/", attendance.AttendanceExportView.as_view(), name="attendance-export"),
    path("attendance/sheets/", sign_in_sheets.SheetView.as_view(), name="sheet"),
]
