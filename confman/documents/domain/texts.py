"""A text of the conference as its documents print it."""

import re

from confman.conferences.models import Conference
from confman.translation.marks import marked, unmarked
from confman.translation.scripts import script_of
from confman.translation.text import TranslatedText


def in_document(text: TranslatedText, conference: Conference, language: str) -> str:
    """Return the text in the document's language, else in the first of the conference's that has it, and says so."""
    code, words = text.best((language, *conference.languages))
    return marked(words, code)


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names an institution already, in whatever case: “Представитель Комитета женщин”."""
    name = unmarked(name)
    if script_of(name) != "CYRILLIC":
        return name in text
    words = re.findall(r"\w+", text.casefold())
    stems = (word[: max(3, len(word) - 2)] for word in re.findall(r"\w+", name.casefold()))
    return all(any(word.startswith(stem) for word in words) for stem in stems)
