"""Find the passages of another language in a text by their words. It needs nothing of Django."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

_WORD = re.compile(r"\w+")


class PlacesByWord:
    """Passages with their languages, by their first word; each also as it begins a line."""

    def __init__(self, languages: Mapping[str, str]) -> None:
        self._by_word: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for passage in sorted(languages, key=len, reverse=True):
            for words in dict.fromkeys((passage, passage[:1].upper() + passage[1:])):
                if first := _WORD.match(words):
                    self._by_word[first[0]].append((words, languages[passage]))

    def of(
        self, text: str, others: re.Pattern[str] | None = None, code: str = ""
    ) -> Iterator[tuple[int, int, str]]:
        """Yield where passages stand in a text, with their language: the longest at each place.

        What `others` finds where none stands is in the language `code`.
        """
        last = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < last:
                continue
            for words, language in self._by_word.get(word[0], ()):
                if text.startswith(words, start) and not _goes_on(text, start + len(words)):
                    last = start + len(words)
                    yield start, last, language
                    break
            else:
                if others and (found := others.match(text, start)):
                    last = found.end()
                    yield start, last, code


def _goes_on(text: str, end: int) -> bool:
    """Tell whether a word goes on there."""
    following = text[end : end + 1]
    return following.isalnum() or unicodedata.category(following or " ")[0] == "M"
