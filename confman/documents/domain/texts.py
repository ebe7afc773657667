"""A text of the conference as its documents print it."""

from confman.conferences.models import Conference
from confman.translation.marks import marked
from confman.translation.text import TranslatedText


def in_document(text: TranslatedText, conference: Conference, language: str) -> str:
    """Return the text in the document's language, else in the first of the conference's that has it, and says so."""
    code, words = text.best((language, *conference.languages))
    return marked(words, code)
