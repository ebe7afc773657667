"""Marks of texts in another language than the document's: “Торжественное открытие [Russian]”.

While a document is built, every `TranslatedText` that it shows in another language says which one; elsewhere, as on
pages, texts stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from confman.translation.languages import either_language, is_language, language_in_text
from confman.translation.passages import UNDETERMINED, note_language
from confman.translation.reading_language import reading_languages
from confman.translation.scripts import languages_by_letters


@dataclass
class Marks:
    """The marks of one document: `found` are the languages named, `beside` those of a document in two at once.

    `said` is the language, or those that it may be, of which the document says once that all its records are in it.
    """

    beside: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    found: set[str] = field(default_factory=set)


_marks: ContextVar[Marks | None] = ContextVar("marks", default=None)


class MarkedText(str):
    """A text with the name of its language in brackets; in HTML each in an element of its own.

    Without a mark it is only tagged: its language is said elsewhere.
    """

    words: str
    code: str
    mark: str

    def __new__(cls, words: str, code: str, mark: str) -> MarkedText:
        text = super().__new__(cls, f"{words} [{mark}]" if mark else words)
        text.words, text.code, text.mark = words, code, mark
        note_language(words, code)
        return text

    def __reduce__(self) -> tuple[type[MarkedText], tuple[str, str, str]]:
        return MarkedText, (self.words, self.code, self.mark)

    def __html__(self) -> str:
        if not self.mark:
            return format_html('<span lang="{}">{}</span>', self.code, self.words)
        return format_html(
            '<span lang="{}">{}</span> <span class="in-language">[{}]</span>',
            self.code,
            self.words,
            self.mark,
        )


class MarkedPhrase(str):
    """Words with texts in them that may be marked; in HTML each of these keeps its element."""

    pattern: str
    texts: tuple[str, ...]

    def __new__(cls, pattern: str, *texts: str) -> MarkedPhrase:
        phrase = super().__new__(cls, pattern.format(*texts))
        phrase.pattern, phrase.texts = pattern, texts
        return phrase

    def __reduce__(self) -> tuple[type[MarkedPhrase], tuple[str, ...]]:
        return MarkedPhrase, (self.pattern, *self.texts)

    def __html__(self) -> str:
        return format_html(conditional_escape(self.pattern), *self.texts)


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
    note_language(text, code)
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
    if (
        marks.said
        and any(map(str.islower, text))
        and not languages_by_letters(text, (*marks.said, *reading_languages()))
    ):
        return MarkedText(text, _code_of(marks.said), "")
    if len(codes) < 2:
        return marked(text, codes[0] if codes else "")
    if set(codes) & set(marks.beside):
        return text
    marks.found.update(codes)
    return MarkedText(text, _code_of(codes), either_language(codes, (marks.beside or reading_languages())[0]))


def said_once(texts: Sequence[str]) -> str:
    """Say in which other language all these records are, where they are in one: “Language of the records: Russian.”

    `marked_by_letters` then only tags them. Return '' where they are in the document's or in several.
    """
    marks, languages = _marks.get(), reading_languages()
    if marks is None:
        return ""
    marks.said = languages_of_all(texts)
    if not marks.said:
        return ""
    return _("Language of the records: %(language)s.") % {
        "language": either_language(marks.said, languages[0])
    }


def languages_of_all(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the other language that all these texts are in, or may be in; none where it is not the same of all."""
    languages = reading_languages()
    found = [codes for text in texts if (codes := languages_by_letters(text, languages))]
    codes = min(found, key=len, default=())
    return () if any(languages_by_letters(text, (*codes, *languages)) for text in texts) else codes


def _code_of(codes: tuple[str, ...]) -> str:
    return codes[0] if len(codes) == 1 else UNDETERMINED


def language_mark(code: str, language: str) -> str:
    """Return the name of a text's language in the document's, “Russian” or “русский”; '' for its own or none known."""
    if not code or code == language:
        return ""
    if marks := _marks.get():
        marks.found.add(code)
    return language_in_text(code, language)


def spoken_in(text: str) -> str:
    """Return the language that a marked text is in, for the voice that reads it; '' for that of the document."""
    return text.code if isinstance(text, MarkedText) else ""


def unmarked(text: str) -> str:
    """Return a text without its mark."""
    return text.words if isinstance(text, MarkedText) else text
