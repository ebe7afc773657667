"""Passages of a document in another language than its own, known again by their words.

A text that is joined with others, or put into a sentence, is a plain string, which no longer says its language. So
what a document shows in another language is noted while it is built, and named wherever it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape, format_html

from confman.translation.languages import is_language
from confman.translation.places import PlacesByWord
from confman.translation.reading_language import interface_language, reading_languages
from confman.translation.scripts import usual_script

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
                lang = _LANG.search(part["attributes"])
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
