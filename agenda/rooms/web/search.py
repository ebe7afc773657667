"""Rooms, as the secretariat's search finds them, by name."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from agenda.rooms.models.room import Room
from confman.conferences.models import Conference


def rooms(conference: Conference) -> QuerySet[Any]:
    """Return the rooms in the order in which they stand in the agenda."""
    return Room.objects.of(conference)


def room_in_words(row: Room) -> tuple[Any, ...]:
    """Return the name, and how many seats it has."""
    seats = ngettext("%(count)d seat", "%(count)d seats", row.capacity or 0) % {"count": row.capacity or 0}
    return row, seats if row.capacity else ""
