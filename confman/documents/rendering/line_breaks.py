"""Where a line of a document may not end: within "30 March", "30–31 March", "30 March – 1 April" and "No. 5"."""

import re
from functools import cache

from babel.dates import get_month_names

from confman.translation.languages import language_locale


def with_whole_dates(html: str, language: str) -> str:
    """Return the page with dates and numbers of documents in spans of the class `unbroken`."""
    return _unbroken(language).sub(_wrap, html)


def _wrap(found: re.Match[str]) -> str:
    return f'<span class="unbroken">{found["whole"]}</span>' if found["whole"] else found[0]


@cache
def _unbroken(language: str) -> re.Pattern[str]:
    locale = language_locale(language)
    names = {
        name
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, context, locale).values()
        if name[:1].isalpha()
    }
    month = rf"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True)) or '(?!)'})"
    # In Uzbek the month is joined to its day and has endings: 30-mart, 30-martgacha.
    day = rf"\b\d{{1,2}}(?: {month}\b|-{month}\w*)"
    whole = rf"{day} – {day}|\b\d{{1,2}}–{day}|{day}|(?:№|\bNo\.) \w[^\s<]*"
    # Nothing within tags, titles and style sheets.
    return re.compile(rf"<(title|style)\b.*?</\1>|<[^>]*>|(?P<whole>{whole})", re.DOTALL)
