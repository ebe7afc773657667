"""Addresses of rooms and working groups."""

from django.urls import path

from agenda.rooms.web.views import PersonNamesView, groups, rooms

secretariat = [
    *rooms.urls("agenda/rooms/"),
    *groups.urls("agenda/groups/"),
    path("agenda/people/names/", PersonNamesView.as_view(), name="person-names"),
]
