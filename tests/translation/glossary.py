"""The glossary of locale/, and the catalogues that are held to it."""

import functools
import tomllib
from pathlib import Path
from typing import Any

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"
_GLOSSARY = tomllib.loads((LOCALE / "glossary.toml").read_text(encoding="utf-8"))
TERMS: list[dict[str, Any]] = _GLOSSARY["term"]
# By language, patterns of what must stand nowhere.
NEVER: dict[str, list[str]] = {
    language: [pattern for term in TERMS for pattern in term.get("never", {}).get(language, [])]
    + [pattern for rule in _GLOSSARY["rule"] if rule["language"] == language for pattern in rule["never"]]
    for language in ("en", "ru", "uz")
}


@functools.cache
def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def texts(language: str) -> list[tuple[str, str]]:
    """Return the source and all words of each entry of a catalogue; the English ones are the sources themselves."""
    if language == "en":
        return [(entry.msgid, f"{entry.msgid} {entry.msgid_plural}") for entry in catalogue("ru")]
    return [
        (entry.msgid, " ".join([entry.msgstr, *entry.msgstr_plural.values()]))
        for entry in catalogue(language)
    ]
