"""Screens of the venue, under /<slug>/onsite/: whoever has the address reads what is published."""

from django.urls import path

from agenda.screens.web.views import public_screen

app_name = "agenda_onsite"
urlpatterns = [
    path("screens/<slug:token>/", public_screen.ScreenView.as_view(), name="screen"),
    path("screens/<slug:token>/part/", public_screen.ScreenPartView.as_view(), name="screen-part"),
    path("screens/<slug:token>/worker.js", public_screen.WorkerView.as_view(), name="screen-worker"),
]
