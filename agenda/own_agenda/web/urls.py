"""Addresses of a reader's own agenda and its calendar."""

from django.urls import path

from agenda.own_agenda.web import views

public = [path("agenda/own/<slug:token>.ics", views.AccountCalendarFile.as_view(), name="own-calendar")]

portal = [
    path("agenda/", views.OwnAgendaPage.as_view(), name="own"),
    path("agenda/stars/", views.StarsView.as_view(), name="stars"),
    path("agenda/calendar/", views.CalendarAddressView.as_view(), name="calendar-address"),
]
