"""Hours and names of languages, as pages and tables show them."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from confman.translation.languages import language_name, languages_in_list, reading_languages
from confman.web.markup import fill

_HOUR = '<time datetime="{}" data-local-time="hour">{}</time>'


def hours(start: dt.datetime | None, end: dt.datetime | None = None) -> SafeString:
    """Return '09:30–11:00' as `time` elements, in the conference's zone. A script adds the reader's own hours."""
    local = [timezone.localtime(moment) for moment in (start, end) if start and moment]
    return mark_safe(
        "–".join(fill(_HOUR, moment.isoformat(timespec="minutes"), f"{moment:%H:%M}") for moment in local)
    )


def language_names(codes: Any) -> str:
    """Return 'English, Russian' in the reading language, for codes; the first begins with a capital."""
    return languages_in_list(codes, _reading_language())


def language_name_of(code: str) -> str:
    """Return 'Russian' in the reading language, for a code."""
    return language_name(code, _reading_language())


def _reading_language() -> str:
    return (reading_languages() or ("en",))[0]
