"""What a reader and a speaker have of the agenda for themselves, under /<slug>/me/."""

from agenda.own_agenda.web import urls as own_agenda
from agenda.speakers.web import urls as speakers

app_name = "agenda_portal"
urlpatterns = [
    *own_agenda.portal,
    *speakers.portal,
]
