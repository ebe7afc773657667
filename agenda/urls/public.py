"""The published agenda, under /<slug>/<language>/."""

from agenda.own_agenda.web import urls as own_agenda
from agenda.programme.web import urls as programme

app_name = "agenda_public"
urlpatterns = [*programme.public, *own_agenda.public]
