"""Marks of passages in another language than the document's: “Торжественное открытие [Russian]”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.html import conditional_escape, escape, format_html
from django.utils.translation import gettext as _

from confman.translation.languages import (
    either_language,
    interface_language,
    is_language,
    language_in_text,
    reading_languages,
)
from confman.translation.places import PlacesByWord
from confman.translation.scripts import languages_by_letters, usual_script

UNDETERMINED = "und"  # Of BCP 47, for a text of which only several languages are known that it may be in.

_noted: ContextVar[dict[str, str] | None] = ContextVar("noted", default=None)
# These stand around a line, and may be left out, or said otherwise.
_AROUND = " \t.,:;!?()[]«»“”„‘’\"'–—-…/"
# Two letters or more that are not those of the language, and the words that follow in such letters.
_OF_OTHERS = {
    "LATIN": "\u0370-\u1cff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefc",
    "CYRILLIC": "\u0370-\u03ff\u0530-\u1cff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefc",
}
_PART = re.compile(r"<(?P<end>/?)(?P<name>\w+)\b(?P<attributes>[^<>]*)>|(?P<text>[^<]+)|<")
_LANG = re.compile(r'\blang="([^"]*)"')
_EMPTY = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
# Of their words none is shown, or no element may stand among them.
_NO_TEXT = frozenset(("title", "style", "script", "svg"))
_MARK = re.compile(r"[.:]? (?P<mark>\[[^\[\]<]+\])")


@contextmanager
def noting_passages() -> Iterator[dict[str, str]]:
    """Note meanwhile what is shown in another language than the reader's; yield language by words."""
    noted: dict[str, str] = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def note_language(text: str, code: str) -> None:
    """Note the language of a text that is shown, where a document is being built; figures have none."""
    noted = _noted.get()
    if noted is None or not code or code == reading_languages()[0]:
        return
    if code != UNDETERMINED and not is_language(code):
        return
    for line in text.splitlines():
        words = line.strip(_AROUND)
        # A letter or two are a number of an annex or a room.
        if sum(map(str.isalpha, words)) > 2:
            noted.setdefault(words, code)


def note_lines(text: str, lines: Iterable[str]) -> None:
    """Note the lines of a text that is broken into them, as it is noted itself."""
    if code := (_noted.get() or {}).get(text.strip(_AROUND)):
        for line in lines:
            note_language(line, code)


@dataclass(frozen=True)
class Passages:
    """The noted passages of a document, with their languages; and what is not in the letters of its own."""

    languages: Mapping[str, str]
    language: str

    def tagged(self, page: str) -> str:
        """Return an HTML page in which each of them stands in an element with its language."""
        if not self.languages and not (self._others and self._others.search(page)):
            return page
        escaped = Passages({escape(words): code for words, code in self.languages.items()}, self.language)
        pieces = []
        # The elements that are open, each with whether the language of its words is said, or no matter.
        elements: list[tuple[str, bool]] = []
        for part in _PART.finditer(page):
            is_said = bool(elements) and elements[-1][1]
            if part["text"]:
                pieces.append(part[0] if is_said else escaped._tagged(part[0]))
                continue
            pieces.append(part[0])
            name = part["name"]
            if part["end"]:
                _close(elements, name)
            elif name and name not in _EMPTY and not part["attributes"].endswith("/"):
                # Most have none; that of a picture is a hundred thousand letters.
                lang = _LANG.search(part["attributes"]) if "lang=" in part["attributes"] else None
                elements.append((name, lang[1] != self.language if lang else is_said or name in _NO_TEXT))
        return "".join(pieces)

    def within(self, text: str) -> dict[str, str]:
        """Return those that stand in a text."""
        places = ((text[start:end], code) for start, end, code in self._places(text))
        return {words: code for words, code in places if code in self.languages.values()}

    def language_of(self, text: str) -> str:
        """Return the language of a text that consists of passages in one language; '' for any other."""
        codes, rest, last = set(), "", 0
        for start, end, code in self._places(text):
            codes.add(code)
            rest, last = rest + text[last:start], end
        is_other = any(map(str.isalpha, rest + text[last:]))
        return codes.pop() if len(codes) == 1 and not is_other else ""

    def _tagged(self, text: str) -> str:
        pieces, last = [], 0
        for start, end, code in self._places(text):
            pieces += [text[last:start], format_html('<span lang="{}">', code), text[start:end], "</span>"]
            last = end
            if mark := _MARK.match(text, end):
                pieces += [text[end : mark.start("mark")], f'<span class="in-language">{mark["mark"]}</span>']
                last = mark.end()
        return "".join([*pieces, text[last:]])

    def _places(self, text: str) -> Iterator[tuple[int, int, str]]:
        return self._by_word.of(text, self._others, UNDETERMINED)

    @cached_property
    def _others(self) -> re.Pattern[str] | None:
        """Find words in letters that the software knows not to be those of the document's language."""
        letters = _OF_OTHERS.get(usual_script(self.language)) if interface_language(self.language) else None
        return re.compile(f"[{letters}]{{2,}}(?:[ ,.-]+[{letters}]+)*") if letters else None

    @cached_property
    def _by_word(self) -> PlacesByWord:
        return PlacesByWord(self.languages)


def _close(elements: list[tuple[str, bool]], name: str) -> None:
    """Close the last element of a name, and what is open in it."""
    for place in reversed(range(len(elements))):
        if elements[place][0] == name:
            del elements[place:]
            return


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


# English and Uzbek put single marks inside double ones; Russian puts „…“ inside «…».
_INNER = str.maketrans({"“": "‘", "”": "’", "«": "„", "»": "“"})


def quotable(text: object) -> str:
    """Return a text for use between quotation marks, with its own marks as inner ones: the hall “Navoi” -> ‘Navoi’."""
    shown = text if isinstance(text, str) else str(text)
    if isinstance(shown, MarkedText):
        return MarkedText(shown.words.translate(_INNER), shown.code, shown.mark)
    return shown.translate(_INNER)
