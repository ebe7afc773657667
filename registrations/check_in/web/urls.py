"""Addresses of devices and checkpoints in the secretariat; of the door, under /<slug>/onsite/."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.check_in.web.views import api, app, checkpoint, devices, help_desk, vip_arrivals

UUID = UUIDConverter.regex

secretariat = [
    path(
        "attendance/checkpoints/<uuid:pk>/live/",
        checkpoint.AttendanceLiveView.as_view(),
        name="checkpoint-live",
    ),
    *devices.devices.urls("attendance/devices/"),
    path("attendance/devices/<uuid:pk>/code/", devices.DeviceCodeView.as_view(), name="device-code"),
    path("attendance/devices/<uuid:pk>/state/", devices.DeviceStateView.as_view(), name="device-state"),
    path("attendance/devices/<uuid:pk>/revoke/", devices.DeviceRevokeView.as_view(), name="device-revoke"),
    path("registrations/<uuid:pk>/substitute/", help_desk.SubstituteView.as_view(), name="substitute"),
]

onsite = [
    path("", checkpoint.CheckpointListView.as_view(), name="index"),
    path("checkpoints/<uuid:pk>/", checkpoint.CheckpointView.as_view(), name="checkpoint"),
    path("checkpoints/<uuid:pk>/record/", checkpoint.ScanRecordView.as_view(), name="record"),
    path(
        "checkpoints/<uuid:pk>/take-back/<uuid:scan>/",
        checkpoint.OwnScanWithdrawView.as_view(),
        name="take-back",
    ),
    path("photo/<uuid:pk>/", checkpoint.HolderPhotoView.as_view(), name="photo"),
    path("t/<str:token>/", checkpoint.TicketScanView.as_view(), name="ticket"),
    path("door/", app.DoorView.as_view(), name="door"),
    path("door/worker.js", app.DoorWorkerView.as_view(), name="door-worker"),
    path("door/manifest.webmanifest", app.DoorManifestView.as_view(), name="door-manifest"),
    path("help-desk/", help_desk.HelpDeskView.as_view(), name="help-desk"),
    path("help-desk/close-all/", help_desk.CloseAllView.as_view(), name="help-desk-close-all"),
    path("help-desk/<uuid:pk>/", help_desk.CaseView.as_view(), name="help-desk-case"),
    path("guests/", vip_arrivals.GuestListView.as_view(), name="guests"),
    re_path(
        rf"^guests/(?P<pk>{UUID})/(?P<action>arrived|not-arrived)/$",
        vip_arrivals.GuestActionView.as_view(),
        name="guest-action",
    ),
    # For the devices of a door, which have no cookie.
    path("door/enrol/", api.EnrolView.as_view(), name="door-enrol"),
    path("door/state/", api.StateView.as_view(), name="door-state"),
    path("door/scans/", api.ScansView.as_view(), name="door-scans"),
    path("door/search/", api.DoorSearchView.as_view(), name="door-search"),
    path("door/photo/<uuid:pk>/", api.PhotoView.as_view(), name="door-photo"),
]
