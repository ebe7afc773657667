"""The format: a first line `FAREWELL`, then a line `2027-03-30 09:00-10:00 | Room | Title` for each session."""

import datetime as dt

from agenda.programme.exchange.schedule import Schedule, ScheduleEvent

MARK = b"FAREWELL"


def recognizes(head: bytes) -> bool:
    """Tell whether a file begins as one of this format."""
    return head.startswith(MARK)


def read(content: bytes) -> Schedule:
    """Return the sessions. What a line lacks raises ValueError, which confman refuses as a fault of the file."""
    schedule = Schedule()
    for number, line in enumerate(content.decode().splitlines()[1:], 2):
        when, room, title = (part.strip() for part in line.split("|"))
        day, hours = when.split()
        start, end = (dt.datetime.fromisoformat(f"{day} {hour}") for hour in hours.split("-"))
        schedule.events.append(
            ScheduleEvent(title={"": title}, place=f"line {number}", start=start, end=end, room={"": room})
        )
    return schedule
