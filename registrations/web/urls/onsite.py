"""The door, under /<slug>/onsite/."""

from django.urls import path

from registrations.web.views import onsite

app_name = "registrations_onsite"
urlpatterns = [
    path("", onsite.CheckpointListView.as_view(), name="index"),
    path("checkpoints/<uuid:pk>/", onsite.CheckpointView.as_view(), name="checkpoint"),
    path("checkpoints/<uuid:pk>/record/", onsite.RecordView.as_view(), name="record"),
    path("t/<str:token>/", onsite.TicketView.as_view(), name="ticket"),
]
