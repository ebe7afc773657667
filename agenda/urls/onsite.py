"""Screens of the venue, under /<slug>/onsite/: whoever has the address reads what is published."""

from agenda.screens.web import urls as screens

app_name = "agenda_onsite"
urlpatterns = [
    *screens.onsite,
]
