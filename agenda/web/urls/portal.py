"""What a reader and a speaker have of the agenda for themselves, under /<slug>/me/."""

from django.urls import path

from agenda.web.views import own

app_name = "agenda_portal"
urlpatterns = [
    path("agenda/", own.OwnAgendaPage.as_view(), name="own"),
    path("agenda/stars/", own.StarsView.as_view(), name="stars"),
    path("agenda/calendar/renew/", own.RenewCalendarView.as_view(), name="renew-calendar"),
]
