"""Addresses of the venue's screens and their timers."""

from django.urls import path

from agenda.screens.web.views import public_screen, screens, timer
from agenda.screens.web.views.public_screen import ScreenWorkerView

secretariat = [
    *screens.screens.urls("agenda/screens/"),
    path("agenda/screens/<uuid:pk>/address/", screens.RenewAddressView.as_view(), name="screen-renew"),
    path("agenda/screens/<uuid:pk>/timer/", timer.TimerView.as_view(), name="timer"),
]

onsite = [
    path("screens/<slug:token>/", public_screen.VenueScreenView.as_view(), name="screen"),
    path("screens/<slug:token>/part/", public_screen.VenueScreenPartView.as_view(), name="screen-part"),
    path("screens/<slug:token>/worker.js", ScreenWorkerView.as_view(), name="screen-worker"),
]
