"""Screens of the venue, their timers, and who is missing: part of the secretariat's agenda."""

from django.urls import path

from agenda.run_of_show.web.views import who_is_missing
from agenda.screens.web.views import screens, timer

urlpatterns = [
    path("agenda/screens/", screens.ScreenListView.as_view(), name="screen-list"),
    path("agenda/screens/add/", screens.ScreenFormView.as_view(), name="screen-add"),
    path("agenda/screens/<uuid:pk>/", screens.ScreenFormView.as_view(), name="screen-change"),
    path("agenda/screens/<uuid:pk>/address/", screens.RenewAddressView.as_view(), name="screen-renew"),
    path("agenda/screens/<uuid:pk>/delete/", screens.ScreenDeleteView.as_view(), name="screen-delete"),
    path("agenda/screens/<uuid:pk>/timer/", timer.TimerView.as_view(), name="timer"),
    path("agenda/run-of-show/people/", who_is_missing.PresenceView.as_view(), name="presence"),
]
