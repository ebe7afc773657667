"""What stands in the description of a session where a format has no place for its items."""

from __future__ import annotations

from agenda.exchange.schedule import ScheduleEvent, only


def told_description(event: ScheduleEvent) -> str:
    """The description, then the items, a line each, with their numbers and minutes."""
    lines = []
    for item in event.items:
        number = f"{item.number}. " if item.number else "– "
        minutes = f" ({item.minutes}′)" if item.minutes else ""
        lines.append(f"{number}{only(item.title)}{minutes}")
    return "\n\n".join(part for part in (only(event.description), "\n".join(lines)) if part)
