"""The door, under /<slug>/onsite/."""

from django.urls import path, re_path

from registrations.web.views import door, door_app, guests, help_desk, onsite

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

app_name = "registrations_onsite"
urlpatterns = [
    path("", onsite.CheckpointListView.as_view(), name="index"),
    path("checkpoints/<uuid:pk>/", onsite.CheckpointView.as_view(), name="checkpoint"),
    path("checkpoints/<uuid:pk>/record/", onsite.RecordView.as_view(), name="record"),
    path("t/<str:token>/", onsite.TicketView.as_view(), name="ticket"),
    path("door/", door_app.DoorView.as_view(), name="door"),
    path("door/worker.js", door_app.DoorWorkerView.as_view(), name="door-worker"),
    path("door/manifest.webmanifest", door_app.DoorManifestView.as_view(), name="door-manifest"),
    path("help-desk/", help_desk.HelpDeskView.as_view(), name="help-desk"),
    path("help-desk/close-all/", help_desk.CloseAllView.as_view(), name="help-desk-close-all"),
    path("help-desk/<uuid:pk>/", help_desk.CaseView.as_view(), name="help-desk-case"),
    path("guests/", guests.GuestListView.as_view(), name="guests"),
    re_path(
        rf"^guests/(?P<pk>{UUID})/(?P<act>arrived|not-arrived)/$",
        guests.GuestActView.as_view(),
        name="guest-act",
    ),
    # For the devices of a door, which have no cookie.
    path("door/enrol/", door.EnrolView.as_view(), name="door-enrol"),
    path("door/state/", door.StateView.as_view(), name="door-state"),
    path("door/scans/", door.ScansView.as_view(), name="door-scans"),
    path("door/search/", door.SearchView.as_view(), name="door-search"),
    path("door/photo/<uuid:pk>/", door.PhotoView.as_view(), name="door-photo"),
]
