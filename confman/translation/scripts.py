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
    return next((_NAMED_SCRIPTS[subtag] for subtag in more if subtag in _NAMED_SCRIPTS), usual)


# Letters and short words that one language has and others in the same letters have not.
_SIGNS = {
    # The Uzbek alphabet has neither w nor a c without h.
    "en": re.compile(
        r"\b(the|and|of|to|for|is|are|with|from|by)\b|w|c(?!h)|th|ee|ea|oo(?!rd|per)|(?<!n)ing\b",
        re.IGNORECASE,
    ),
    "ru": re.compile(r"[ыщ]|\b(и|в|на|по|с|для|не|из)\b", re.IGNORECASE),
    # Among the endings those of verbs, plurals and cases that no usual English word has.
    "uz": re.compile(
        r"[og][ʻʼ‘’'`]|q(?!u)|\bx[aio]|\b(va|bilan|uchun)\b|\w(larni?|lari|[ai]di|lik|moqda)\b(?<!\blik)",
        re.IGNORECASE,
    ),
    "uz-Cyrl": re.compile(r"[ўқғҳ]|\b(ва|билан|учун)\b|нинг\b", re.IGNORECASE),
}


def languages_by_letters(text: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return which of these languages a text may be in, as far as its letters tell; none if it may be in the first.

    The first is that of the document: a text in its letters is taken for its own, unless signs of another are in it.
    Of several languages in the same letters one is named by its signs, where those of each are known, else all of them
    are. Capitals alone are a name: UNDP.

    >>> languages_by_letters("Открытие", ["en", "ru"]), languages_by_letters("Opening", ["en", "ru"])
    (('ru',), ())
    >>> languages_by_letters("The opening", ["uz", "en"]), languages_by_letters("Кун тартиби", ["ru", "uz-Cyrl"])
    (('en',), ())
    >>> languages_by_letters("Décision du comité", ["fr", "en"]), languages_by_letters("UNDP", ["ru", "en"])
    ((), ())
    >>> languages_by_letters("Хатшылықтың шешімі", ["kk", "ru"]), languages_by_letters("Чечим", ["en", "ky", "ru"])
    ((), ('ky', 'ru'))
    >>> languages_by_letters("Loyiha koordinatori", ["uz", "en"]), languages_by_letters("Room", ["uz", "en"])
    ((), ('en',))
    >>> languages_by_letters("Panel", ["ru", "en", "uz"]), languages_by_letters("Eshiklar yopiladi", ["en", "uz"])
    (('en', 'uz'), ('uz',))
    """
    script = script_of(text)
    if script in _WITH_CASES and not any(map(str.islower, text)):
        return ()
    alike = tuple(code for code in dict.fromkeys(languages) if script and usual_script(code) == script)
    first = languages[0] if languages else ""
    are_known = all(code in _SIGNS for code in alike)
    signed = tuple(code for code in alike if are_known and _SIGNS[code].search(text))
    if first in alike:
        return () if first in signed else signed[:1]
    return signed if len(signed) == 1 else alike


def language_by_letters(text: str, languages: Sequence[str]) -> str:
    """Return the one of these languages that `languages_by_letters` tells; '' where it tells none, or several."""
    codes = languages_by_letters(text, languages)
    return codes[0] if len(codes) == 1 else ""
