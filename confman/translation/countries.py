"""Names of countries in lists and fields, and menus of them: those of the one table of names."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django_countries import countries

from confman.translation.country_names import short_name

_lazily_named = lazy(
    lambda code, name: short_name(code, (get_language() or "en").partition("-")[0]) or str(name), str
)


def name_countries() -> None:
    """Make all lists and fields of countries use the reader's language from now on."""
    names = countries.countries
    # A lazy string, which the stubs declare as a plain one.
    names.update({code: _lazily_named(code, name) for code, name in names.items()})  # type: ignore[misc]


@lru_cache(maxsize=32)
def _choices_in(language: str) -> tuple[tuple[str, str], ...]:
    return (("", "—"), *((str(code), str(name)) for code, name in countries))


@lru_cache(maxsize=2000)
def _name_in(_language: str, code: str) -> str:
    return countries.name(code)


def country_name(code: str) -> str:
    """Return the name of a country in the reader's language, found once in a process; no name for no country."""
    return _name_in(get_language() or "", code) if code else ""


def country_choices() -> tuple[tuple[str, str], ...]:
    """Return code and name of every country in the reader's language, after an empty choice."""
    return _choices_in(get_language() or "")


class _CountryChoices(BaseChoiceIterator):
    """The same for a field, as an iterable; with a function's result the field would check every pair."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(country_choices())


@lru_cache(maxsize=32)
def _options_in(language: str) -> str:
    return format_html_join("\n", '<option value="{}">{}</option>', _choices_in(language))


class CountrySelect(forms.Select):
    """A menu of all countries, rendered once per language rather than from a template each time.

    Its 250 options took half the time of a page with one.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = _options_in(get_language() or "")
        option = format_html('<option value="{}"', "" if value is None else value)
        # Marked safe, since both texts are; an unknown value is not found.
        marked = mark_safe(options.replace(f"{option}>", f"{option} selected>", 1))
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), marked
        )


class CountryChoiceField(forms.ChoiceField):
    """A country by its code, or ''."""

    widget = CountrySelect

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_CountryChoices(), **options)
