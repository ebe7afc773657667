"""The way to one's own pages, under /<slug>/me/."""

from django.urls import path

from registrations.core.web import my_page
from registrations.core.web.offline import PortalWorkerView
from registrations.core.web.portal import ParticipantLinkView

portal = [
    path("", my_page.MyPageView.as_view(), name="index"),
    path("language/", my_page.LanguageView.as_view(), name="language"),
    path("link/<str:token>/", ParticipantLinkView.as_view(), name="link"),
    path("worker.js", PortalWorkerView.as_view(), name="worker"),
]
