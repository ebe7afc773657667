"""Times as schedules write them."""

import datetime as dt
import re
import zoneinfo
from functools import cache

_ISO_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
_TIME = re.compile(r"^(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")


@cache
def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the time zone of that name, if there is one. The list of all zones would be read from disk each time."""
    return zoneinfo.ZoneInfo(name) if name in zoneinfo.available_timezones() else None


def parse_moment(text: str) -> dt.datetime | None:
    """Parse a date and time in ISO 8601, or 30.03.2017 09:30; naive without an offset. None for anything else."""
    text = text.strip()
    if len(text) < 12:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    day, _space, hour = text.partition(" ")
    date, time = parse_date(day), parse_time(hour)
    return dt.datetime.combine(date, time) if date and time is not None else None


def parse_date(text: str) -> dt.date | None:
    """Parse a date in ISO 8601 (a time after it does not matter), or 30.03.2017. None for anything else."""
    text = text.strip()
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        pass
    if match := _DAY_FIRST.match(text):
        try:
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return None
    return None


def parse_time(text: str) -> dt.time | None:
    """Parse 09:30, 9.30, 09:30:00, 2:30 pm. None for anything else."""
    match = _TIME.match(text.strip())
    if not match:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    try:
        return dt.time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def parse_duration(text: str) -> dt.timedelta | None:
    """Parse 01:30 (hours and minutes), 01:30:00, PT1H30M, or a plain number of minutes. None for anything else."""
    text = text.strip()
    if text.isdigit():
        return dt.timedelta(minutes=int(text))
    if match := _ISO_DURATION.match(text):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    parts = text.split(":")
    if not all(part.isdigit() for part in parts) or len(parts) not in (2, 3):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 2:
        return dt.timedelta(hours=numbers[0], minutes=numbers[1])
    return dt.timedelta(hours=numbers[0], minutes=numbers[1], seconds=numbers[2])


def write_duration(duration: dt.timedelta | None) -> str:
    """Return 01:30; 00:00 where it is not known."""
    minutes = int((duration or dt.timedelta()).total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
