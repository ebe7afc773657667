"""Guesses in which of the conference's languages a programme is written."""

import re
from collections.abc import Sequence

from agenda.pasting.domain.words import plain
from confman.translation.scripts import count_scripts

_UZBEK = re.compile(
    r"o'|g'|\b(?:va|uchun|majlis\w*|kun|ochilish\w*|tanaffus|tushlik|guruh\w*|ishchi|zal|xona)\b"
)
_UZBEK_CYRILLIC = re.compile(r"[ўқғҳ]")
_FRENCH = re.compile(r"[éèêàç]|\b(?:et|de la|des|séance|pause)\b")


def guess_language(text: str, languages: Sequence[str]) -> str:
    """Return the language to propose; the first of the conference where the script is no clue."""
    plain_text = plain(text)
    counts = count_scripts(plain_text)
    script = max(counts, key=lambda name: counts[name], default="")
    if script == "CYRILLIC":
        uzbek = len(_UZBEK_CYRILLIC.findall(plain_text)) * 100 > counts[script]
        candidates = ["uz-Cyrl", "ru"] if uzbek else ["ru"]
    elif script == "ARABIC":
        candidates = ["ar"]
    elif script == "LATIN":
        enough = max(len(plain_text) // 200, 2)
        candidates = ["uz"] if len(_UZBEK.findall(plain_text)) >= enough else []
        candidates += ["fr"] if len(_FRENCH.findall(plain_text)) >= enough else []
        candidates += ["en"]
    else:
        candidates = []
    return next((code for code in candidates if code in languages), languages[0])
