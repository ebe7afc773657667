"""Rooms that come along to the next conference, with their opening hours."""

from django.db.models import QuerySet

from agenda.rooms.models import Availability, Room
from confman.conferences.domain.clone.rows import ConferenceCopy


def clone_rooms(copy: ConferenceCopy, rows: QuerySet[Room]) -> None:
    """Take the rooms, and the hours at which each can be used, moved with the conference."""

    def move(hours: Availability) -> None:
        hours.start, hours.end = copy.move.span(hours.start, hours.end)

    copy.rows(rows, anew=("revision",))
    copy.rows(Availability.objects.filter(room__in=rows), change=move)
