"""What stands in a document in another language than its own: marked as such, in the document's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from confman.translation.languages import language_in_text
from confman.translation.text import TranslatedText


def other_language(code: str, language: str) -> str:
    """Return the name of a text's language in the document's, “Russian” or “русский”; '' for its own or none known."""
    return language_in_text(code, language) if code and code != language else ""


def language_of(text: TranslatedText, language: str) -> str:
    """Return the name of the language in which a document shows a text, '' if it is the document's own."""
    return other_language(text.best((language, *text))[0], language)


def in_its_language(text: TranslatedText, language: str) -> str:
    """Return a text in the document's language, else with the name of its own in brackets."""
    mark = language_of(text, language)
    return f"{text} [{mark}]" if mark and text else str(text)


def language_note(marks: Iterable[object]) -> str:
    """Return what a language in brackets says, once for the document; '' where nothing is marked."""
    return _("A language in brackets: the passage is on record in this language only.") if any(marks) else ""
