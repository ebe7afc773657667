"""Screens of the venue, under /<slug>/onsite/: the address alone gives access to what is published."""

from agenda.screens.web import urls as screens

app_name = "agenda_onsite"
urlpatterns = [*screens.onsite]
