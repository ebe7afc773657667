"""Where a line of a document may not end.

Within "30 March", "30–31 March", "30 March – 1 April" and "No. 5"; and not so that the last line of a paragraph is a
fragment of a word, or one short word.
"""

import re
from functools import cache

from babel.dates import get_month_names

from confman.translation.languages import language_locale


def with_whole_dates(html: str, language: str) -> str:
    """Return the page with dates and numbers of documents in spans of the class `unbroken`."""
    return _unbroken(language).sub(_wrap, html)


# The last words of a paragraph or item, where no tag is among them.
_ENDING = re.compile(r"(?<=[\s>])(?:([^<>\s]+)([ \n]+))?([^<>\s]+)(?=\s*</(?:p|li)>)")
# As many letters are kept together: more would not fit into a narrow cell.
_LONGEST_ENDING = 16


def with_whole_endings(html: str) -> str:
    """Return the page with the last word of each paragraph undivided, and short ones joined to the word before."""

    def kept(found: re.Match[str]) -> str:
        before, space, last = found[1] or "", found[2] or "", found[3]
        if before and len(last) <= 6 and len(before) + len(last) < _LONGEST_ENDING:
            return f'<span class="unbroken">{before}{space}{last}</span>'
        return f'{before}{space}<span class="undivided">{last}</span>'

    return _ENDING.sub(kept, html)


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
