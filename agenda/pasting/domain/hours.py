# ruff: noqa: E501  patterns
"""Hours and days as they are written in programmes."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agenda.pasting.domain.words import MONTHS, ORDINALS, WEEKDAYS, plain

NOON = 12 * 60
DAY = 24 * 60


@dataclass
class PastedHours:
    """Minutes after midnight; `rest` is the line after them. `certain`: it had am or pm."""

    start: int
    end: int | None
    rest: str
    certain: bool = False
    notes: list[str] = field(default_factory=list)


_BEFORE = r"^[\s(\[*_|]*(?:(?:from|at|с|в|c|soat|соат)\s+)?"
_POINT = (
    r"(?P<hour{n}>[01]?\d|2[0-4])"
    r"(?:\s?[:.：]\s?(?P<minute{n}>[0-5]\d)(?::[0-5]\d)?|\s?(?P<h{n}>h|ч|час(?:ов|а)?)\b\.?\s?(?P<more{n}>[0-5]\d)?(?:\s?(?:min|мин)\b\.?)?"
    r"|(?P<hh{n}>[hч])(?P<joined{n}>[0-5]\d))?"
    r"(?:\s?(?P<half{n}>[ap])\.?\s?m\b\.?)?(?:\s?(?:hrs?|uhr|ч)\b\.?)?"
)
_BETWEEN = r"\s*(?:[-–—−‒~]|\bto\b|\buntil\b|\btill\b|\bдо\b|\bпо\b|-?\s?dan\b|-?\s?дан\b)\s*"
_AFTER = r"(?:\s*-?\s?(?:gacha|гача)\b)?"
_NO_MORE = r"(?!\d|[.:]\d|\s?%)"
_RANGE = re.compile(
    _BEFORE + _POINT.format(n=1) + _NO_MORE + _BETWEEN + _POINT.format(n=2) + _NO_MORE + _AFTER, re.IGNORECASE
)
_SINGLE = re.compile(_BEFORE + _POINT.format(n=1) + _NO_MORE + r"(?:\s?-?\s?(?:da|да)\b)?", re.IGNORECASE)
# 10-00 – 10-30, and 0900–1030.
_DASHED = re.compile(_BEFORE + r"(\d{1,2})-([0-5]\d)\s*[-–—]\s*(\d{1,2})-([0-5]\d)" + _NO_MORE)
_DASHED_SINGLE = re.compile(_BEFORE + r"(\d{2})-(00|15|30|45)(?=\s|$)")
_COMPACT = re.compile(_BEFORE + r"([01]\d)([0-5][05])\s*[-–—]\s*([01]\d|2[0-3])([0-5][05])(?=\s|$|h)")
# 10:00 11:30, two columns of a table that lost its borders.
_SPACED = re.compile(_BEFORE + r"(\d{1,2})[:.]([0-5]\d)\s+(\d{1,2})[:.]([0-5]\d)(?=\s|$)")
_LIKE = re.compile(_BEFORE + r"\d{1,2}[:：]\d{2}")
_LOOSE_END = re.compile(r"^[\s)\]*_|:.,;–—−-]*")


def read_hours(text: str) -> PastedHours | None:
    """Return the hour or hours at the beginning of a line; None if there are none."""
    for pattern in (_DASHED, _COMPACT, _SPACED):
        if match := pattern.match(text):
            hours = [int(part) for part in match.groups()]
            if hours[0] <= 24 and hours[2] <= 24:
                return _hours(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3], text[match.end() :])
    if match := _RANGE.match(text):
        return _range(match, text)
    if match := _DASHED_SINGLE.match(text):
        return _hours(int(match[1]) * 60 + int(match[2]), None, text[match.end() :])
    match = _SINGLE.match(text)
    if match and _exact(match, 1):
        half = match["half1"]
        return _hours(_minutes(match, 1, half), None, text[match.end() :], certain=bool(half))
    return None


def like_hours(text: str) -> bool:
    """Tell whether a line begins with what was meant as an hour but is not a possible one."""
    return bool(_LIKE.match(text))


def _range(match: re.Match[str], text: str) -> PastedHours | None:
    exact = [_exact(match, number) for number in (1, 2)]
    halves = [match["half1"], match["half2"]]
    # "9–10" alone is ambiguous; "9–10:30" and "9–10 am" are hours.
    if not exact[1]:
        if not exact[0]:
            return None
        # "10:00 – 3 presentations": the second number is not an hour.
        if not halves[0] and not match["h1"]:
            single = _SINGLE.match(text)
            assert single is not None
            return _hours(_minutes(single, 1, None), None, text[single.end() :])
    if halves[1] and not halves[0]:
        start, end = _minutes(match, 1, halves[1]), _minutes(match, 2, halves[1])
        if start >= end:
            start = _minutes(match, 1, "a")
    else:
        start, end = _minutes(match, 1, halves[0]), _minutes(match, 2, halves[1])
    return _hours(start, end, text[match.end() :], certain=any(halves))


def _exact(match: re.Match[str], number: int) -> bool:
    return any(match[f"{name}{number}"] for name in ("minute", "h", "hh", "half"))


def _minutes(match: re.Match[str], number: int, half: str | None) -> int:
    hour = int(match[f"hour{number}"])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    minute = match[f"minute{number}"] or match[f"more{number}"] or match[f"joined{number}"] or "0"
    return hour * 60 + int(minute)


def _hours(start: int, end: int | None, rest: str, *, certain: bool = False) -> PastedHours:
    notes = []
    if end is not None and end <= start:
        # 12:30–1:30 is an hour at noon; 22:00–1:00 ends after midnight.
        if not certain and start < end + NOON < DAY:
            end += NOON
            notes.append(_("The end was taken as %(hour)s.") % {"hour": clock(end)})
        elif end < start:
            end += DAY
            notes.append(_("It ends after midnight."))
        else:
            end = None
            notes.append(_("It would end when it begins; the end was left out."))
    return PastedHours(start, end, _LOOSE_END.sub("", rest).strip(), certain, notes)


def clock(minutes: int) -> str:
    """Return '13:30' for minutes after midnight."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


# --- Days -------------------------------------------------------------------------------------------------


@dataclass
class DayFound:
    """`rest` is the text besides the day: hours, or words that do not describe the day."""

    day: dt.date
    rest: str


_MONTH = "|".join(MONTHS)
_ORDINAL = "|".join(ORDINALS)
_LEAD = rf"^[\s#*_=•|\[(–—-]*(?:(?:{WEEKDAYS})\b\.?[\s,–—-]*)?"
_DATES = (
    re.compile(_LEAD + r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(_LEAD + r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(_LEAD + rf"(?P<year>\d{{4}})[-\s]?(?:yil|йил)\w*,?\s*(?:ning\s+)?(?P<day>\d{{1,2}})[-\s]?(?P<name>{_MONTH})\b"),
    re.compile(_LEAD + rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s]*(?:of\s+)?(?P<name>{_MONTH})\b\.?(?:[,\s]+(?P<year>\d{{4}})\b)?"),
    re.compile(_LEAD + rf"(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(?P<year>\d{{4}})\b)?"),
)  # fmt: skip
_NUMBERED = re.compile(
    _LEAD
    + rf"(?:(?:day|день|kun|кун)\s*[№#]?\s*(?P<number>\d{{1,2}}|{_ORDINAL})\b"
    + r"|(?P<before>\d{1,2})[-\s]?(?:st|nd|rd|th|й|ый|ий)?[-\s]*(?:day|день|kun|кун)\b"
    + rf"|(?P<ordinal>{_ORDINAL})\s+(?:day|день|kun|кун)\b)"
)
_NOTHING = re.compile(
    rf"\b(?:{WEEKDAYS})\b|\b(?:года?|г|yil|йил|programme?|agenda|of the conference|программа|конференции|dastur)\b|[\s,.:;|()\[\]*_#=–—-]+"
)
_SEPARATOR = re.compile(r"^\s*[:–—|,(\[\t-]|^\s*(?:года?|г\.|yil)")
_MAX_HEADING_LENGTH = 80


def read_day(text: str, days: Sequence[dt.date]) -> DayFound | None:
    """Return the day that a heading names. A day of the month without a year is of the conference's year.

    None if the line begins with no day, or with one that belongs to a sentence.
    """
    plain_text = plain(text)
    if len(plain_text) != len(text):  # a letter that has no single small one: positions would not fit
        plain_text = text.lower() if len(text.lower()) == len(text) else text
    numbered = _NUMBERED.match(plain_text)
    rest_at, day = 0, None
    if numbered:
        number = _number(numbered["number"] or numbered["before"] or numbered["ordinal"])
        day = days[0] + dt.timedelta(days=number - 1) if days and number else None
        rest_at = numbered.end()
    for pattern in _DATES:
        tail = plain_text[rest_at:]
        tail = re.sub(r"^[\s,.:;|(–—-]+", lambda lead: " " * len(lead[0]), tail) if numbered else tail
        if (match := pattern.match(tail)) and (dated := _date(match, days)):
            day, rest_at = dated, rest_at + match.end()
            break
    if day is None:
        return None
    rest = text[rest_at:]
    if not _NOTHING.sub("", plain(rest)):
        return DayFound(day, "")
    rest_clean = re.sub(r"^(?:[\s,.:;|()\]*_–—-]|г\.|года?\b|yil\b)+", "", rest).strip(" \t*_#=")
    if read_hours(rest_clean):
        return DayFound(day, rest_clean)
    short = len(rest_clean) <= _MAX_HEADING_LENGTH
    return DayFound(day, rest_clean) if short and (numbered or _SEPARATOR.match(rest)) else None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next((number for pattern, number in ORDINALS.items() if re.fullmatch(pattern, text)), 0)


def _date(match: re.Match[str], days: Sequence[dt.date]) -> dt.date | None:
    parts = match.groupdict()
    if parts.get("name"):
        month = next(number for pattern, number in MONTHS.items() if re.fullmatch(pattern, parts["name"]))
    else:
        month = int(parts["month"])
    year_text = parts.get("year")
    year = int(year_text) if year_text else (days[0].year if days else 0)
    year += 2000 if year_text and len(year_text) == 2 else 0
    try:
        return dt.date(year, month, int(parts["day"]))
    except ValueError:
        return None
