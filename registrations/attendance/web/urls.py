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
    *attendance.checkpoints.urls("attendance/checkpoints/"),
    path(
        "attendance/records/<uuid:pk>/withdraw/", attendance.ScanWithdrawView.as_view(), name="scan-withdraw"
    ),
    path("attendance/export/", attendance.AttendanceExportView.as_view(), name="attendance-export"),
    path("attendance/sheets/", sign_in_sheets.SheetView.as_view(), name="sheet"),
]
