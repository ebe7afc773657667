"""Days and hours as they are written in the language of the interface."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language


def written(value: dt.date, form: str) -> str:
    """As date_format, but in Uzbek a month has a small letter, which Django's catalogue does not give it."""
    text = date_format(value, form)
    return text[:1] + text[1:].lower() if (get_language() or "").startswith("uz") else text
