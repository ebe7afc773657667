"""The way to one's own pages, under /<slug>/me/."""

from django.urls import path

from registrations.core.web import my_page
from registrations.core.web.offline import WorkerView
from registrations.core.web.portal import LinkView

portal = [
    path("", my_page.MyPageView.as_view(), name="index"),
    path("language/", my_page.LanguageView.as_view(), name="language"),
    path("link/<str:token>/", LinkView.as_view(), name="link"),
    path("worker.js", WorkerView.as_view(), name="worker"),
]
