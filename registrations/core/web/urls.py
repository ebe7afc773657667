"""A participant's link, and what keeps their pages on the device, under /<slug>/me/."""

from django.urls import path

from registrations.core.web.offline import PortalWorkerView
from registrations.core.web.portal import ParticipantLinkView

portal = [
    path("link/<str:token>/", ParticipantLinkView.as_view(), name="link"),
    path("worker.js", PortalWorkerView.as_view(), name="worker"),
]
