"""The letters a language is written in, and what they tell of the language of a text that does not say it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence


def script_of(text: str) -> str:
    """Return the script of a text by its first letter: LATIN, CYRILLIC, ARABIC …; '' without letters."""
    return next((_script(letter) for letter in text if letter.isalpha()), "")


def count_scripts(text: str) -> Counter[str]:
    """Count the letters of each script in a text; those that stand in any of them are left out."""
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    del counts["MODIFIER"]
    return counts


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of a text: {"LATIN"}, {"CYRILLIC"}."""
    return frozenset(count_scripts(text))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


# Languages that are not written in Latin letters, unless their code says so.
_SCRIPTS = {
    "CYRILLIC": ("ru", "uk", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg"),
    "ARABIC": ("ar", "fa", "ur"),
}
_WITH_CASES = ("LATIN", "CYRILLIC")
_NAMED_SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC"}


def usual_script(language: str) -> str:
    """Return the script that readers of a language expect."""
    main, *more = language.split("-")
    usual = next((script for script, codes in _SCRIPTS.items() if main in codes), "LATIN")
    return next((_NAMED_SCRIPTS[each] for each in more if each in _NAMED_SCRIPTS), usual)


# Letters and short words that one language has and others in the same letters have not.
_SIGNS = {
    # The Uzbek alphabet has neither w nor a c without h.
    "en": re.compile(
        r"\b(the|and|of|to|for|is|are|with|from|by)\b|w|c(?!h)|th|ee|ea|oo|(?<!n)ing\b", re.IGNORECASE
    ),
    "ru": re.compile(r"[ыщ]|\b(и|в|на|по|с|для|не|из)\b", re.IGNORECASE),
    "uz": re.compile(r"[og][ʻʼ‘’'`]|q(?!u)|\b(va|bilan|uchun)\b|larni\b", re.IGNORECASE),
    "uz-Cyrl": re.compile(r"[ўқғҳ]|\b(ва|билан|учун)\b|нинг\b", re.IGNORECASE),
}


def language_by_letters(text: str, languages: Sequence[str]) -> str:
    """Return which of these languages a text is in, as far as its letters tell; '' where they do not.

    The first is that of the document: a text in its letters is taken for its own, unless signs of another are in it.
    Of several languages in the same letters none is guessed, unless the signs of each are known. Capitals alone are a
    name: UNDP.

    >>> language_by_letters("Открытие", ["en", "ru"]), language_by_letters("Opening", ["en", "ru"])
    ('ru', '')
    >>> language_by_letters("The opening", ["uz", "en"]), language_by_letters("Кун тартиби", ["ru", "uz-Cyrl"])
    ('en', '')
    >>> language_by_letters("Décision du comité", ["fr", "en"]), language_by_letters("UNDP", ["ru", "en"])
    ('', '')
    >>> language_by_letters("Хатшылықтың шешімі", ["kk", "ru"]), language_by_letters("Чечим", ["en", "ky", "ru"])
    ('', '')
    """
    script = script_of(text)
    if script in _WITH_CASES and not any(map(str.islower, text)):
        return ""
    alike = [code for code in dict.fromkeys(languages) if script and usual_script(code) == script]
    own = languages[0] if languages else ""
    if own not in alike and len(alike) == 1:
        return alike[0]
    if not all(code in _SIGNS for code in alike):
        return ""
    signed = [code for code in alike if _SIGNS[code].search(text)]
    return "" if own in signed or not signed else signed[0]
