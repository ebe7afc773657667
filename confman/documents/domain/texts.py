"""A text of the conference as its documents print it."""

import re

from django.utils.text import capfirst

from confman.conferences.models import Conference
from confman.translation.marks import MarkedText, marked, unmarked
from confman.translation.scripts import script_of
from confman.translation.text import TranslatedText


def in_document(text: TranslatedText, conference: Conference, language: str) -> str:
    """Return the text in the document's language, else in the first of the conference's that has it, and says so."""
    code, words = text.best((language, *conference.languages))
    return marked(words, code)


def with_affiliation(name: str, behind: str) -> str:
    """Return “Name (affiliation)”; behind a comma where the affiliation has brackets of its own."""
    return f"{name}, {behind}" if "(" in behind else f"{name} ({behind})"


def at_beginning(text: str) -> str:
    """Return a text as it begins a line: “Начальник отдела”; what marks its language stays."""
    if isinstance(text, MarkedText):
        return MarkedText(capfirst(text.words), text.code, text.mark)
    return capfirst(text)


def without_stop(text: str) -> str:
    """Return a text as it stands within a sentence, without its full stop; what marks its language stays."""
    if isinstance(text, MarkedText):
        return MarkedText(text.words.rstrip(". "), text.code, text.mark)
    return text.rstrip(". ")


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names an institution already, in whatever case: “Представитель Комитета женщин”."""
    name = unmarked(name)
    if script_of(name) != "CYRILLIC":
        # Behind the name may come the ending of a case, but not the rest of a longer abbreviation.
        return re.search(rf"(?<!\w){re.escape(name)}(?![\dA-Z])", text) is not None
    words = re.findall(r"\w+", text.casefold())
    nominatives = re.findall(r"\w+", name.casefold())
    return all(any(_is_form_of(word, nominative) for word in words) for nominative in nominatives)


# The most letters that a Russian ending adds; and the length of abbreviations and prepositions, which have none.
_ENDING, _UNCHANGED = 3, 3


def _is_form_of(word: str, nominative: str) -> bool:
    if len(nominative) <= _UNCHANGED:
        return word == nominative
    stem = nominative[: max(_UNCHANGED + 1, len(nominative) - 2)]
    return word.startswith(stem) and len(word) <= len(nominative) + _ENDING
