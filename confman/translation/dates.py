"""Days and times as written in the language of the interface."""

import datetime as dt
import re

from babel import Locale
from babel.dates import format_date
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

MONTHS = (
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
)


# A character that is not seen, beside which no line ends.
WORD_JOINER = "\u2060"

# English as the United Nations writes it: 30–31 March 2017.
FORMAT_LOCALES = {"en": "en-GB"}

# More days than these are told in months or years.
COUNTED_DAYS = 60

# Official Uzbek puts the year first, which CLDR does not: 2017-yil 30-mart.
OWN_PATTERNS = {
    "uz": {
        "long": "y-'yil' d-MMMM",
        "full": "y-'yil' d-MMMM, EEEE",
        "from": "y-'yil' d–",
        "to": "d-MMMM",
        "month": "y-'yil' MMMM",
    },
    "uz-Cyrl": {
        "long": "y 'йил' d MMMM",
        "full": "y 'йил' d MMMM, EEEE",
        "from": "y 'йил' d–",
        "to": "d MMMM",
        "month": "y 'йил' MMMM",
    },
}


BETWEEN_WORDS = r"[ \u2009]–[ \u2009]"


def dashed(period: str, language: str) -> str:
    """Return a period with the dash of its language: in Russian a long one, with a space that holds; in English closed.

    The Editorial Manual of the United Nations writes “30 March–1 April 2017”.
    """
    return re.sub(BETWEEN_WORDS, "–", period) if language == "en" else dashed_words(period, language)


def dashed_words(text: str, language: str) -> str:
    """Return a text with the dash between words of its language, in which English keeps its spaces: “1 – poor”."""
    return re.sub(BETWEEN_WORDS, "\u00a0— ", text) if language == "ru" else text


def date_range(start: dt.date | None, end: dt.date | None) -> str:
    """Return '30–31 March 2017' in the reading language; a single day if both are the same, or one alone is known."""
    if start is None or end is None or end == start:
        day = start or end
        return date_format(day, "DATE_FORMAT") if day else ""
    if start.year == end.year:
        return _range_of_year(start, end)
    period = f"{date_format(start, 'DATE_FORMAT')} – {date_format(end, 'DATE_FORMAT')}"
    return dashed(period, get_language() or "")


def undivided_range(start: dt.date | None, end: dt.date | None) -> str:
    """Return the same for a page: no line ends between the two days, as in “30–/31 March”."""
    return date_range(start, end).replace("–", f"–{WORD_JOINER}")


def _range_of_year(start: dt.date, end: dt.date) -> str:
    """Return a range within one year; the year is named once, and so is a month that both days share."""
    if patterns := OWN_PATTERNS.get(get_language() or ""):
        last = format_date(end, patterns["to"], "uz")
        if start.month == end.month:
            return format_date(start, patterns["from"], "uz") + last
        return f"{date_format(start, 'DATE_FORMAT')} – {last}"
    locale = Locale.parse(FORMAT_LOCALES.get(get_language() or "en", get_language()), sep="-")
    pieces = locale.interval_formats["yMMMd"]["d" if start.month == end.month else "M"]
    # CLDR's pattern uses the short name of the month ("30–31 мар. 2017 г."), and thin spaces.
    period = "".join(
        format_date(day, piece.replace("MMM", "MMMM").replace("\u2009", " "), locale)
        for day, piece in zip((start, end), pieces, strict=True)
    )
    return dashed(period, locale.language)


def time_left(day: dt.date, today: dt.date) -> str:
    """Return the time left until something is due, or passed since: '3 days left', 'today', '2 months overdue'."""
    days = (day - today).days
    if abs(days) > COUNTED_DAYS:
        time = timesince(min(day, today), max(day, today), depth=1)
        return (_("%(time)s overdue") if days < 0 else _("%(time)s left")) % {"time": time}
    if days < 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
    if not days:
        return _("today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def utc_offset(moment: dt.datetime) -> str:
    """Return how far the clock of a moment with a zone is from UTC: UTC+5, UTC−3:30, UTC."""
    minutes = round((moment.utcoffset() or dt.timedelta()) / dt.timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return (
        "UTC" + (f"{'−' if minutes < 0 else '+'}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
    )
