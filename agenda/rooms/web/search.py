"""Rooms, as the secretariat's search finds them, by name."""

from typing import Any

from django.utils.translation import ngettext

from agenda.rooms.models import Room


def room_in_words(row: Room) -> tuple[Any, ...]:
    """Return the name, and how many seats it has."""
    seats = ngettext("%(count)d seat", "%(count)d seats", row.capacity or 0) % {"count": row.capacity or 0}
    return row, seats if row.capacity else ""
