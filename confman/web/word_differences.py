"""Two texts compared word by word, by diff-match-patch, which django-import-export brings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

# A word, or what stands between two; a change of spacing alone is then seen as such.
TOKENS = re.compile(r"\w+(?:[’'ʼʻ-]\w+)*|\s+|[^\w\s]", re.UNICODE)
KINDS = {-1: "delete", 0: "equal", 1: "insert"}


@dataclass(frozen=True)
class Piece:
    """A run of words: kind is 'equal', 'insert' or 'delete'."""

    kind: str
    text: str


def compare_words(before: str, after: str, *, for_readers: bool = True) -> list[Piece]:
    """The shortest way from one text to the other in whole words.

    Each different word is given a character of its own, and those are compared; so a word is never cut. For readers,
    what lies between two changes and is too short to help them is shown as changed, too.
    """
    words: dict[str, str] = {}

    def encoded(text: str) -> str:
        return "".join(words.setdefault(word, _character(len(words))) for word in TOKENS.findall(text))

    differ = diff_match_patch()
    differ.Diff_Timeout = 1.0
    differences = differ.diff_main(encoded(before), encoded(after), False)
    if for_readers:
        differ.diff_cleanupSemantic(differences)
    known = {character: word for word, character in words.items()}
    return [
        Piece(KINDS[kind], "".join(known[character] for character in run)) for kind, run in differences if run
    ]


def _character(number: int) -> str:
    # Above the control characters, and around the surrogates, which are no characters.
    code = number + 0x100
    return chr(code if code < 0xD800 else code + 0x800)
