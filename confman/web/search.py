"""Search names in any script, alike on every database.

The databases differ in the case of Cyrillic letters, so a searched model stores a folded `search_text`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, ClassVar, Self

from anyascii import anyascii
from django.conf import settings
from django.db import models
from django.utils import translation

from confman.web.models import OfConferenceQuerySet

# Uzbek Cyrillic by the Latin alphabet of 1995, before the general transliteration.
_UZBEK = str.maketrans({"ў": "o", "қ": "q", "ғ": "g", "ҳ": "h", "Ў": "O", "Қ": "Q", "Ғ": "G", "Ҳ": "H"})
# Spellings that transliterations give to the same sound: Rakhimova, Raximova, Rahimova; Zhanna, Janna.
_SPELLINGS = (("dzh", "j"), ("zh", "j"), ("kh", "h"), ("x", "h"), ("iy", "i"), ("yy", "i"), ("ye", "e"))
# More than the longest title has.
MAX_WORDS = 30
# A word as it is written, with apostrophes within.
_WORD = re.compile(r"[^\W_]+(?:['’ʻʼ`][^\W_]+)*")
_LATIN_WORD = re.compile("[a-z0-9]+")
# “kh” becomes “h” once for each k: of ten thousand of them all at once.
_MANY_K = re.compile("(?<!k)k+h")


def _in_common_spelling(latin: str) -> str:
    """Replace until nothing changes: “zx” becomes “zh”, and that “j”. Every step removes a letter or an x."""
    while True:
        before = latin
        latin = _MANY_K.sub("h", latin)
        for spelling, common in _SPELLINGS:
            latin = latin.replace(spelling, common)
        if latin == before:
            return latin


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return lower case Latin letters and digits, words separated by one space: the form stored and searched."""
    latin = anyascii(unicodedata.normalize("NFKC", text).translate(_UZBEK)).lower()
    latin = _in_common_spelling(latin)
    return " ".join(_LATIN_WORD.findall(latin.replace("'", "").replace("`", "")))


# Letters of alphabets, in Unicode: Latin with marks, Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian.
_ALPHABETS = (
    (0xC0, 0x250),
    (0x370, 0x530),
    (0x531, 0x600),
    (0x620, 0x700),
    (0x10D0, 0x1100),
    (0x1E00, 0x1F00),
)


@cache
def folding_table() -> dict[str, Any]:
    """Return the tables by which a browser folds names as `fold` does, for searching offline.

    They are "letters" (a small letter -> Latin letters, if different) and "spellings"; see static/src/door/spelling.js.
    """
    letters = {}
    for first, end in _ALPHABETS:
        for letter in map(chr, range(first, end)):
            latin = anyascii(letter.translate(_UZBEK)).lower()
            if letter.isalpha() and letter == letter.lower() and latin != letter:
                letters[letter] = latin
    return {"letters": letters, "spellings": [list(pair) for pair in _SPELLINGS]}


def fold_all(texts: Iterable[object]) -> str:
    """Return one search text for several strings, and translated texts in all languages. Each word occurs once."""
    words: dict[str, None] = {}
    for text in texts:
        for value in text.values() if isinstance(text, dict) else [text]:
            words.update(dict.fromkeys(fold(str(value or "")).split()))
    return " ".join(words)


def folded_words(words: Callable[[], Any], *, joined: bool = False) -> tuple[str, ...]:
    """Return the folded words of a text in all languages of the interface.

    If `joined`, also each two that follow one another as one: "timezone" for "time zone".
    """
    folded: list[str] = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            each = fold(str(words())).split()
        folded += each
        folded += map("".join, pairwise(each)) if joined else ()
    return tuple(dict.fromkeys(folded))


def is_foreign(text: str) -> bool:
    """Tell whether it has letters without case, as the Chinese and Arabic ones, which no language of the interface has.

    What they sound like says nothing about a word of the interface.
    """
    return any(unicodedata.category(letter) == "Lo" for letter in text)


def words_of(text: str) -> list[str]:
    """Return the words to search for: each once, and no more than a title has.

    Each becomes a condition of the query, and a database accepts some hundreds.
    """
    return list(dict.fromkeys(fold(text or "").split()))[:MAX_WORDS]


def parts_with(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """Split a text into parts, and tell of each whether it is what one of the folded words means."""
    parts: list[tuple[str, bool]] = []
    end = 0
    longest_first = sorted(words, key=len, reverse=True)
    for match in _WORD.finditer(text):
        start, stop = (match.start() + offset for offset in _place_in(match.group(), longest_first))
        if start < stop:
            parts += [(text[end:start], False), (text[start:stop], True)]
            end = stop
    return [part for part in (*parts, (text[end:], False)) if part[0]]


def _place_in(token: str, words: Iterable[str]) -> tuple[int, int]:
    """Return where in a single word one of the folded words begins and ends: 0 and 0 if none is in it.

    One or two letters are looked for at its beginning alone. Where one letter stands for several, and it does not begin
    with the word, it is the whole.
    """
    folded = fold(token)
    for word in words:
        if word not in folded or (len(word) < 3 and not folded.startswith(word)):
            continue
        if len(folded) == len(token):
            index = folded.index(word)
            return index, index + len(word)
        ends = range(1, len(token) + 1) if folded.startswith(word) else ()
        return 0, next((end for end in ends if fold(token[:end]).startswith(word)), len(token))
    return 0, 0


def ranked(rows: Any, words: str, text: str = "search_text") -> Any:
    """Return the rows with all the words; first texts that begin with the first word, then those with a word that does.

    `text` is the path of the folded text.
    """
    first = next(iter(words_of(words)), "")
    begins = models.Case(
        models.When(**{f"{text}__startswith": first}, then=0),
        models.When(**{f"{text}__contains": f" {first}"}, then=1),
        default=2,
        output_field=models.IntegerField(),
    )
    ordering = rows.query.order_by or rows.model._meta.ordering
    return rows.search(words).annotate(begins=begins).order_by("begins", *ordering)


@cache
def _names_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return the folded names of one row and of several, in all languages of the interface."""
    return folded_words(lambda: f"{model._meta.verbose_name} {model._meta.verbose_name_plural}")


class SearchableQuerySet(OfConferenceQuerySet[Any]):
    """Rows of a conference that have a `search_text`.

    Rows `named_by_number`, “Recommendation 7”, need not have the name of the model in their text.
    """

    named_by_number = False

    def search(self, words: str) -> Self:
        """Return the rows with all the words, in whatever script they were typed."""
        matching, sought = self, words_of(words)
        if self.named_by_number:
            sought = [word for word in sought if word not in _names_of(self.model)] or sought  # type: ignore[arg-type]
        for word in sought:
            matching = matching.filter(search_text__contains=word)
        return matching


class SearchableModel(models.Model):
    """A model that updates `search_text` when saved. Bulk writers call `prepare_search()` on each row first."""

    # The fields that `prepare_search` sets.
    prepared: ClassVar[tuple[str, ...]] = ("search_text",)
    search_text = models.TextField(editable=False, blank=True, default="")

    class Meta:
        abstract = True

    def search_sources(self) -> Iterable[object]:
        """Return the texts to search: strings and translated texts."""
        raise NotImplementedError

    def prepare_search(self) -> None:
        """Compute the stored search text (and sort key, in subclasses)."""
        self.search_text = fold_all(self.search_sources())

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare_search()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.prepared}
        super().save(*args, **kwargs)
