"""Days and hours as they are written in the language of the interface."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language

# Official Uzbek has the year first, which CLDR does not know: 2017-yil 30-mart.
OWN_PATTERNS = {
    "uz": {"long": "y-'yil' d-MMMM", "full": "y-'yil' d-MMMM, EEEE", "from": "y-'yil' d–", "to": "d-MMMM"},
    "uz-Cyrl": {
        "long": "y 'йил' d MMMM",
        "full": "y 'йил' d MMMM, EEEE",
        "from": "y 'йил' d–",
        "to": "d MMMM",
    },
}


def written(value: dt.date, form: str) -> str:
    """As date_format, but in Uzbek a month has a small letter, which Django's catalogue does not give it."""
    text = date_format(value, form)
    return text[:1] + text[1:].lower() if (get_language() or "").startswith("uz") else text
