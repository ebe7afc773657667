"""Guesses in which of the conference's languages a programme is written."""

import re
from collections.abc import Sequence

from agenda.pasting.domain.words import plain

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_UZBEK = re.compile(
    r"o'|g'|\b(?:va|uchun|majlis\w*|kun|ochilish\w*|tanaffus|tushlik|guruh\w*|ishchi|zal|xona)\b"
)
_UZBEK_CYRILLIC = re.compile(r"[ўқғҳ]")
_FRENCH = re.compile(r"[éèêàç]|\b(?:et|de la|des|séance|pause)\b")


def guess_language(text: str, languages: Sequence[str]) -> str:
    """Return the language to propose; the first of the conference where the script is no clue."""
    words = plain(text)
    scripts = {"Cyrl": _CYRILLIC, "Latn": _LATIN, "Arab": _ARABIC}
    counts = {name: len(pattern.findall(words)) for name, pattern in scripts.items()}
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return languages[0]
    if script == "Cyrl":
        wanted = ["uz-Cyrl", "ru"] if len(_UZBEK_CYRILLIC.findall(words)) * 100 > counts["Cyrl"] else ["ru"]
    elif script == "Arab":
        wanted = ["ar"]
    else:
        some = max(len(words) // 200, 2)
        wanted = ["uz"] if len(_UZBEK.findall(words)) >= some else []
        wanted += ["fr"] if len(_FRENCH.findall(words)) >= some else []
        wanted += ["en"]
    return next((code for code in wanted if code in languages), languages[0])
