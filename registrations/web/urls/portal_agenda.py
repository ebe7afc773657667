"""A participant's own agenda, under /<slug>/me/."""

from django.urls import path

from registrations.portal.web.views import agenda as views

urlpatterns = [
    path("<uuid:pk>/agenda/", views.OwnAgendaView.as_view(), name="own-agenda"),
    path("<uuid:pk>/agenda/seat/", views.OwnSeatView.as_view(), name="own-seat"),
    path("<uuid:pk>/agenda/file.ics", views.OwnCalendarDownloadView.as_view(), name="own-calendar-file"),
    path("<uuid:pk>/agenda/calendar/", views.CalendarAddressView.as_view(), name="own-calendar-address"),
]
