"""Additions to the description of a session where a format has no place for them."""

from django.utils.text import capfirst

from agenda.programme.exchange.schedule import ScheduleEvent, only
from agenda.rooms.models.photography import Photography


def photography_note(announced: str) -> str:
    """Return the announcement about photographs as a sentence; "" if there is none."""
    label = str(Photography(announced).label) if announced in Photography.values else ""
    return capfirst(label)


def description_with_notes(event: ScheduleEvent) -> str:
    """Return the description, then the items, a line each, with their numbers and minutes; then about photographs."""
    lines = []
    for item in event.items:
        number = f"{item.number}. " if item.number else "– "
        minutes = f" ({item.minutes}′)" if item.minutes else ""
        lines.append(f"{number}{only(item.title)}{minutes}")
    return "\n\n".join(
        part
        for part in (only(event.description), "\n".join(lines), photography_note(event.photography))
        if part
    )
