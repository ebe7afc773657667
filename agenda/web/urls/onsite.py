"""Screens of the venue, under /<slug>/onsite/: whoever has the address reads what is published."""

from django.urls import path

from agenda.web.views import venue_screen

app_name = "agenda_onsite"
urlpatterns = [
    path("screens/<slug:token>/", venue_screen.ScreenView.as_view(), name="screen"),
    path("screens/<slug:token>/part/", venue_screen.ScreenPartView.as_view(), name="screen-part"),
    path("screens/<slug:token>/worker.js", venue_screen.WorkerView.as_view(), name="screen-worker"),
]
