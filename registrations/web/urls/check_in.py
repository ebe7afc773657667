"""Attendance: checkpoints live, devices, sheets and exports, under /<slug>/secretariat/attendance/."""

from django.urls import path

from registrations.attendance.web.views import attendance, sign_in_sheets
from registrations.check_in.web.views import devices, help_desk, live

urlpatterns = [
    path("attendance/export/", attendance.AttendanceExportView.as_view(), name="attendance-export"),
    path("attendance/checkpoints/<uuid:pk>/live/", live.LiveView.as_view(), name="checkpoint-live"),
    path("attendance/sheets/", sign_in_sheets.SheetView.as_view(), name="sheet"),
    path("attendance/devices/", devices.DeviceListView.as_view(), name="device-list"),
    path("attendance/devices/add/", devices.DeviceAddView.as_view(), name="device-add"),
    path("attendance/devices/<uuid:pk>/", devices.DeviceView.as_view(), name="device"),
    path("attendance/devices/<uuid:pk>/change/", devices.DeviceChangeView.as_view(), name="device-change"),
    path("attendance/devices/<uuid:pk>/code/", devices.DeviceCodeView.as_view(), name="device-code"),
    path("attendance/devices/<uuid:pk>/state/", devices.DeviceStateView.as_view(), name="device-state"),
    path("attendance/devices/<uuid:pk>/revoke/", devices.DeviceRevokeView.as_view(), name="device-revoke"),
    path("registrations/<uuid:pk>/substitute/", help_desk.SubstituteView.as_view(), name="substitute"),
]
