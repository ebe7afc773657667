"""The languages a conference may have, as codes of BCP 47 (RFC 5646), and those that are read at present."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from babel import Locale


# Offered first in forms: working languages of the UN and of international conferences in the region.
COMMON_LANGUAGES = (
    "en", "ru", "uz", "uz-Cyrl", "fr", "ar", "es", "zh", "kk", "ky", "tg", "tk", "tr", "uk", "de", "pt", "it",
    "fa", "ka", "hy", "az", "bg", "sr", "ro", "pl", "mn", "th", "vi", "id", "hi", "ja", "ko",
)  # fmt: skip
# The CLDR says "ruscha, inglizcha, oʻzbek, arab": in Uzbek some names have the ending of a language, some have not.
_UZBEK_ENDING = "cha"
_QUOTED_LETTER = re.compile("([oOgG])‘")
RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Thaa", "Syrc"}


@lru_cache(maxsize=256)
def language_locale(code: str) -> Locale:
    """Return Babel's locale for a BCP 47 code. Raises ValidationError if it is not a valid code."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValidationError(
            _("“%(code)s” is not a language code such as en, ru or uz-Cyrl.") % {"code": code}
        ) from error


def is_language(code: str) -> bool:
    """Tell whether this is a BCP 47 code."""
    try:
        return bool(language_locale(code))
    except ValidationError:
        return False


def language_name(code: str, in_language: str | None = None) -> str:
    """Return a language's name, in itself (the default) or in another language: 'русский', 'Russian'.

    A code from a file or a program that is no language is named as it was given, here and below.
    """
    name = _display_name(code, in_language)
    # Georgian has no capital to begin with, and no font for one: its letter of a title is the small one.
    return name[:1].title() + name[1:]


def language_in_text(code: str, in_language: str) -> str:
    """Return a language's name for use within a sentence: “английский”, but “English”."""
    return _display_name(code, in_language)


def language_after_its_word(code: str, in_language: str) -> str:
    """Return a language's name for use with the word for language: in Uzbek "asl nusxa tili: rus", not "ruscha"."""
    name = language_in_text(code, in_language)
    if in_language != "uz":
        return name
    word, bracket, script = name.partition(" (")
    return f"{word.removesuffix(_UZBEK_ENDING)}{bracket}{script}"


def languages_in_text(codes: Iterable[str], in_language: str) -> str:
    """Return the names of several languages after the word for them: "English, French and Uzbek"."""
    from babel.lists import format_list

    names = [language_after_its_word(code, in_language) for code in codes]
    return format_list(names, locale=language_locale("en-GB" if in_language == "en" else in_language))


def either_language(codes: Iterable[str], in_language: str) -> str:
    """Return the names of languages of which one is meant, as they stand within a text: "English or Uzbek"."""
    from babel.lists import format_list

    names = [language_in_text(code, in_language) for code in codes]
    return format_list(names, style="or", locale=language_locale(in_language))


def languages_in_list(codes: Iterable[str], in_language: str) -> str:
    """Join several names with commas, for a cell or the beginning of a line: “Английский, русский”."""
    names = ", ".join(language_in_text(code, in_language) for code in codes)
    return capfirst(names)


@lru_cache(maxsize=1024)
def _display_name(code: str, in_language: str | None) -> str:
    if not is_language(code):
        return code
    name = language_locale(code).get_display_name(in_language.replace("-", "_") if in_language else None)
    beside = in_language or code
    if not name or beside.partition("-")[0] != "uz":
        return name or code
    word, bracket, script = with_uzbek_letters(name).partition(" (")
    if beside == "uz" and not word.endswith(_UZBEK_ENDING):
        word += _UZBEK_ENDING
    return f"{word}{bracket}{script}"


def with_uzbek_letters(name: str) -> str:
    """Return a name with oʻ, gʻ and ʼ as all our texts have them; the CLDR writes some with a quotation mark."""
    return _QUOTED_LETTER.sub(r"\1ʻ", name).replace("’", "ʼ")


def language_direction(code: str) -> str:
    """Return 'rtl' for languages written right to left, else 'ltr'."""
    if not is_language(code):
        return "ltr"
    locale = language_locale(code)
    return "rtl" if locale.text_direction == "rtl" or locale.script in RIGHT_TO_LEFT_SCRIPTS else "ltr"


def validate_language_codes(codes: object) -> None:
    """Require a list of at least one language code, without repetitions. Raises ValidationError."""
    if not isinstance(codes, list) or not codes:
        raise ValidationError(_("Choose at least one language."))
    for code in codes:
        language_locale(code)
    if len(set(codes)) != len(codes):
        raise ValidationError(_("A language appears twice in the list."))


def language_choices() -> list[tuple[str, str]]:
    """Return pairs of code and label, the common languages in their order."""
    return [(code, language_label(code)) for code in COMMON_LANGUAGES]


def language_label(code: str) -> str:
    """Return what a language is chosen by: its own name, its name in that of the interface, and its code."""
    own, read = language_name(code), language_name(code, get_language() or "en")
    return f"{own} ({code})" if own == read else f"{own} ({read}, {code})"


# The reader's language first, then the languages of the conference in their order.
_reading: ContextVar[tuple[str, ...]] = ContextVar("reading_languages", default=())


def reading_languages() -> tuple[str, ...]:
    """Return the languages to look for, best first: those of this page or document, else the interface's."""
    languages = _reading.get()
    if languages:
        return languages
    active = translation.get_language()
    return (active,) if active else ()


def set_reading_languages(*languages: str) -> None:
    """Set the languages to look for until the end of the request, when the middleware resets them."""
    _reading.set(tuple(dict.fromkeys(language for language in languages if language)))


def interface_language(language: str) -> str | None:
    """Return the interface's language for a language of content (uz for uz-Cyrl), or None if there is none."""
    languages = dict(settings.LANGUAGES)
    if language in languages:
        return language
    primary = language.split("-")[0]
    return primary if primary in languages else None


@contextmanager
def reading_in(language: str, *fallbacks: str) -> Iterator[None]:
    """Read texts in `language`, else in the first of `fallbacks` that has one, else in any.

    The interface's own texts follow if there is a catalogue for the language, else for a fallback.
    """
    token = _reading.set(tuple(dict.fromkeys((language, *fallbacks))))
    interface = next(
        (known_code for code in (language, *fallbacks) if (known_code := interface_language(code))), "en"
    )
    try:
        with translation.override(interface):
            yield
    finally:
        _reading.reset(token)
