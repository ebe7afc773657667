"""Marks of texts in another language than the document's: “Торжественное открытие [Russian]”.

While a document is built, every `TranslatedText` that it shows in another language says which one; elsewhere, as on
pages, texts stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils.html import format_html

from confman.translation.languages import either_language, is_language, language_in_text
from confman.translation.reading_language import reading_languages
from confman.translation.scripts import languages_by_letters

# Of BCP 47, for a text of which only several languages are known that it may be in.
UNDETERMINED = "und"


@dataclass
class Marks:
    """The marks of one document: `found` are the languages named, `beside` those of a document in two at once."""

    beside: tuple[str, ...] = ()
    found: set[str] = field(default_factory=set)


_marks: ContextVar[Marks | None] = ContextVar("marks", default=None)


class MarkedText(str):
    """A text with the name of its language in brackets; in HTML each in an element of its own."""

    words: str
    code: str
    mark: str

    def __new__(cls, words: str, code: str, mark: str) -> MarkedText:
        text = super().__new__(cls, f"{words} [{mark}]")
        text.words, text.code, text.mark = words, code, mark
        return text

    def __reduce__(self) -> tuple[type[MarkedText], tuple[str, str, str]]:
        return MarkedText, (self.words, self.code, self.mark)

    def __html__(self) -> str:
        return format_html(
            '<span lang="{}">{}</span> <span class="in-language">[{}]</span>',
            self.code,
            self.words,
            self.mark,
        )


@contextmanager
def marking(is_on: bool = True) -> Iterator[Marks]:
    """Mark texts in other languages than the one they are read in; yield what was found."""
    marks = Marks()
    token = _marks.set(marks if is_on else None)
    try:
        yield marks
    finally:
        _marks.reset(token)


@contextmanager
def in_either(first: str, second: str) -> Iterator[None]:
    """Mark what is in neither of two languages, in the words of the first; without a second, as in one."""
    marks = _marks.get()
    if marks:
        marks.beside = (first, second) if second else ()
    try:
        yield
    finally:
        if marks:
            marks.beside = ()


def marked(text: str, code: str) -> str:
    """Return a text that is in this language, with its mark where documents are to have one.

    Figures have none; nor has what a file has given as a text of a language that there is not.
    """
    marks = _marks.get()
    languages = (marks.beside or reading_languages()[:1]) if marks else ()
    if not languages or not code or code in languages or not any(map(str.isalpha, text)):
        return text
    if not is_language(code):
        return text
    return MarkedText(text, code, language_mark(code, languages[0]))


def marked_by_letters(text: str) -> str:
    """Return a text of which nobody has said the language, with a mark where its letters tell that it is another.

    Letters that tell only that it is one of several name these: “Panel [English or Uzbek]”.
    """
    marks = _marks.get()
    if marks is None:
        return text
    codes = languages_by_letters(text, reading_languages())
    if len(codes) < 2:
        return marked(text, codes[0] if codes else "")
    if set(codes) & set(marks.beside):
        return text
    marks.found.update(codes)
    return MarkedText(text, UNDETERMINED, either_language(codes, (marks.beside or reading_languages())[0]))


def language_mark(code: str, language: str) -> str:
    """Return the name of a text's language in the document's, “Russian” or “русский”; '' for its own or none known."""
    if not code or code == language:
        return ""
    if marks := _marks.get():
        marks.found.add(code)
    return language_in_text(code, language)


def unmarked(text: str) -> str:
    """Return a text without its mark."""
    return text.words if isinstance(text, MarkedText) else text
