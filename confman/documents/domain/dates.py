"""Dates as documents write them."""

from __future__ import annotations

import datetime as dt

from babel import Locale
from babel.dates import format_date, format_interval

from confman.translation.languages import language_locale


def _locale(language: str) -> Locale:
    # International documents have the day first: 30 March 2017, not March 30, 2017.
    return Locale("en", "GB") if language == "en" else language_locale(language)


def document_date(date: dt.date, language: str) -> str:
    """30 March 2017, 30 марта 2017 г., 30-mart, 2017."""
    return format_date(date, "long", locale=_locale(language))


def document_day(date: dt.date, language: str) -> str:
    """The same with the day of the week, as a heading: Thursday, 30 March 2017."""
    text = format_date(date, "full", locale=_locale(language))
    return text[:1].upper() + text[1:]


def document_dates(first: dt.date, last: dt.date, language: str) -> str:
    """30–31 March 2017; a single date where both are the same."""
    if first == last:
        return document_date(first, language)
    return format_interval(first, last, "yMMMMd", locale=_locale(language))
