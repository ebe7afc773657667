"""Addresses of checkpoints, records, sheets and exports of attendance."""

from django.urls import path

from registrations.attendance.web.views import attendance, sign_in_sheets

secretariat = [
    path("attendance/", attendance.AttendanceView.as_view(), name="attendance"),
    *attendance.checkpoints.urls("attendance/checkpoints/"),
    path(
        "attendance/records/<uuid:pk>/withdraw/", attendance.ScanWithdrawView.as_view(), name="scan-withdraw"
    ),
    path("attendance/export/", attendance.AttendanceExportView.as_view(), name="attendance-export"),
    path("attendance/sheets/", sign_in_sheets.SheetView.as_view(), name="sheet"),
]
