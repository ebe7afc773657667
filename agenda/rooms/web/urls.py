"""Addresses of rooms and working groups."""

from agenda.rooms.web.views import groups, rooms

secretariat = [*rooms.urls("agenda/rooms/"), *groups.urls("agenda/groups/")]
