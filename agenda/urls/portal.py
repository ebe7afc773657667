"""A reader's and a speaker's own pages of the agenda, under /<slug>/me/."""

from agenda.own_agenda.web import urls as own_agenda
from agenda.speakers.web import urls as speakers

app_name = "agenda_portal"
urlpatterns = [*own_agenda.portal, *speakers.portal]
