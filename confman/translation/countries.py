"""Names of countries where django-countries has no catalogue: in Uzbek they are the CLDR's, from Babel."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language
from django_countries import countries

# Languages of the interface that django-countries does not speak.
NAMED_BY_CLDR = ("uz",)


@cache
def _cldr_names(language: str) -> dict[str, str]:
    return {code: str(name) for code, name in Locale(language).territories.items()}


def _named(code: str, name: Any) -> str:
    language = (get_language() or "").partition("-")[0]
    if language in NAMED_BY_CLDR:
        return _cldr_names(language).get(code) or str(name)
    return str(name)


_lazily_named = lazy(_named, str)


def name_countries() -> None:
    """From now on every list and field of countries names them in the reader's language."""
    named = countries.countries
    named.update({code: _lazily_named(code, name) for code, name in named.items()})
