"""Compares two texts word by word, with diff-match-patch."""

import re
import time
from contextvars import ContextVar
from dataclasses import dataclass

from diff_match_patch import diff_match_patch
from django.http import HttpRequest, HttpResponse

from confman.middleware import Middleware

# A word, or what separates two words; so a change of spacing alone is recognized.
TOKENS = re.compile(r"\w+(?:[’'ʼʻ-]\w+)*|\s+|[^\w\s]", re.UNICODE)
KINDS = {-1: "delete", 0: "equal", 1: "insert"}
# Seconds for one comparison, whose time grows with the square of the differences, and for all of one request.
MAX_SECONDS, MAX_SECONDS_OF_REQUEST = 0.5, 0.5
_spent: ContextVar[float | None] = ContextVar("seconds of comparing in this request", default=None)


# Looking for a common half takes time with the square of the words, whatever the time limit.
MAX_HALVED_LENGTH = 40_000


class Comparer(diff_match_patch):
    """diff-match-patch with a time limit that also holds for long texts."""

    def __init__(self) -> None:
        super().__init__()
        self.Diff_Timeout = MAX_SECONDS

    def diff_halfMatch(self, before: str, after: str) -> tuple[str, ...] | None:
        """Skip a shortcut for long texts."""
        if len(before) + len(after) > MAX_HALVED_LENGTH:
            return None
        return super().diff_halfMatch(before, after)


class ComparisonMiddleware(Middleware):
    """Counts how long a request compares texts; after the limit, texts are shown as replaced."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _spent.set(0.0)
        try:
            return self.get_response(request)
        finally:
            _spent.reset(before)


@dataclass(frozen=True)
class Piece:
    """A run of words: kind is 'equal', 'insert' or 'delete'."""

    kind: str
    text: str


def compare_words(before: str, after: str, *, for_readers: bool = True) -> list[Piece]:
    """Return the shortest edit from one text to the other in whole words.

    Each distinct word is represented by a character, and the characters are compared, so words are never split.
    `for_readers`: text between two changes that is too short to help is shown as changed, too.
    """
    spent = _spent.get()
    if spent is not None and spent > MAX_SECONDS_OF_REQUEST:
        return [piece for piece in (Piece("delete", before), Piece("insert", after)) if piece.text]
    began = time.monotonic()
    character_by_word: dict[str, str] = {}

    def encoded(text: str) -> str:
        return "".join(
            character_by_word.setdefault(word, _character(len(character_by_word)))
            for word in TOKENS.findall(text)
        )

    differ = Comparer()
    differences = differ.diff_main(encoded(before), encoded(after), False)
    if for_readers:
        differ.diff_cleanupSemantic(differences)
    if spent is not None:
        _spent.set(spent + time.monotonic() - began)
    word_by_character = {character: word for word, character in character_by_word.items()}
    return [
        Piece(KINDS[kind], "".join(word_by_character[character] for character in run))
        for kind, run in differences
        if run
    ]


def _character(number: int) -> str:
    # Above the control characters, and without the surrogates, which are not characters.
    code = number + 0x100
    return chr(code if code < 0xD800 else code + 0x800)
