"""Addresses of the venue's screens and their timers."""

from django.urls import path

from agenda.screens.web import views

secretariat = [
    *views.screens.urls("agenda/screens/"),
    path("agenda/screens/<uuid:pk>/address/", views.RenewAddressView.as_view(), name="screen-renew"),
    path("agenda/screens/<uuid:pk>/timer/", views.TimerView.as_view(), name="timer"),
]

onsite = [
    path("screens/<slug:token>/", views.VenueScreenView.as_view(), name="screen"),
    path("screens/<slug:token>/part/", views.VenueScreenPartView.as_view(), name="screen-part"),
    path("screens/<slug:token>/worker.js", views.ScreenWorkerView.as_view(), name="screen-worker"),
]
