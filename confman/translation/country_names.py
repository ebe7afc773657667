"""Short and formal names of States by language: one table, which only suggests.

Short names are the CLDR's, from Babel, except where the United Nations write another; formal names are those of the
United Nations (country_names.toml). What is printed of a delegation is its name as invited and approved.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from confman.translation.languages import is_language, language_locale, with_uzbek_letters
from confman.translation.text import TranslatedText


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    import tomllib  # every command loads this module, and few read the table

    path = Path(__file__).with_name("country_names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _cldr_names(language: str) -> dict[str, str]:
    if not is_language(language):
        return {}
    names = language_locale(language).territories
    return {
        code: with_uzbek_letters(str(name)) if language == "uz" else str(name) for code, name in names.items()
    }


def short_name(code: str, language: str) -> str:
    """Return the short name of a State: Türkiye, Турция, Turkiya; '' where the language has none."""
    return _table()["short"].get(code, {}).get(language) or _cldr_names(language).get(code, "")


def formal_name(code: str, language: str) -> str:
    """Return the formal name of a State: Republic of Türkiye; '' where none is known."""
    return _table()["formal"].get(code, {}).get(language, "")


def suggested_names(code: str, languages: Iterable[str]) -> tuple[TranslatedText, TranslatedText]:
    """Return the short and the formal name in these languages, as far as they are known."""
    codes = tuple(languages)
    short = TranslatedText({language: short_name(code, language) for language in codes})
    return short, TranslatedText({language: formal_name(code, language) for language in codes})
