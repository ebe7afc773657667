"""Screens of the venue, their timers, and who is missing: part of the secretariat's agenda."""

from django.urls import path

from agenda.web.views import presence, screens, timer

urlpatterns = [
    path("agenda/screens/", screens.ScreenListView.as_view(), name="screen-list"),
    path("agenda/screens/add/", screens.ScreenFormView.as_view(), name="screen-add"),
    path("agenda/screens/<uuid:pk>/", screens.ScreenFormView.as_view(), name="screen-change"),
    path("agenda/screens/<uuid:pk>/address/", screens.RenewAddressView.as_view(), name="screen-renew"),
    path("agenda/screens/<uuid:pk>/delete/", screens.ScreenDeleteView.as_view(), name="screen-delete"),
    path("agenda/screens/<uuid:pk>/timer/", timer.TimerView.as_view(), name="timer"),
    path("agenda/run-of-show/people/", presence.PresenceView.as_view(), name="presence"),
]
