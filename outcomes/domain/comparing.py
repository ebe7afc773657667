"""Two texts compared word by word, by diff-match-patch, which django-import-export brings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

from outcomes.models import Paragraph

# A word, or what stands between two; a change of spacing alone is then seen as such.
TOKENS = re.compile(r"\w+(?:[’'ʼʻ-]\w+)*|\s+|[^\w\s]", re.UNICODE)
KINDS = {-1: "delete", 0: "equal", 1: "insert"}


@dataclass(frozen=True)
class Piece:
    """A run of words: kind is 'equal', 'insert' or 'delete'."""

    kind: str
    text: str


@dataclass(frozen=True)
class ParagraphChange:
    """What became of one paragraph: kind is 'same', 'changed', 'added' or 'removed'."""

    kind: str
    level: int
    pieces: list[Piece]


def compare_words(before: str, after: str) -> list[Piece]:
    """The shortest way from one text to the other in whole words.

    Each different word is given a character of its own, and those are compared; so a word is never cut.
    """
    words: dict[str, str] = {}

    def encoded(text: str) -> str:
        return "".join(words.setdefault(word, _character(len(words))) for word in TOKENS.findall(text))

    differ = diff_match_patch()
    differ.Diff_Timeout = 1.0
    differences = differ.diff_main(encoded(before), encoded(after), False)
    differ.diff_cleanupSemantic(differences)
    known = {character: word for word, character in words.items()}
    return [
        Piece(KINDS[kind], "".join(known[character] for character in run)) for kind, run in differences if run
    ]


def _character(number: int) -> str:
    # Above the control characters, and around the surrogates, which are no characters.
    code = number + 0x100
    return chr(code if code < 0xD800 else code + 0x800)


def compare_paragraphs(
    before: Sequence[Paragraph], after: Sequence[Paragraph], language: str
) -> list[ParagraphChange]:
    """What changed in one language from one version to another, paragraph by paragraph, in the order of the later.

    Paragraphs are known by their ids, so a moved one is not mistaken for a new one. Removed ones stand after
    the paragraph that they followed.
    """
    earlier = {paragraph.id: paragraph for paragraph in before}
    later = {paragraph.id for paragraph in after}
    removed_after: dict[str, list[Paragraph]] = {}
    anchor = ""
    for paragraph in before:
        if paragraph.id in later:
            anchor = paragraph.id
        else:
            removed_after.setdefault(anchor, []).append(paragraph)

    changes = [_removed(paragraph, language) for paragraph in removed_after.get("", [])]
    for paragraph in after:
        old = earlier.get(paragraph.id)
        old_text, new_text = old.text(language) if old else "", paragraph.text(language)
        if old is None or not old_text:
            kind = "added" if new_text else "same"
        else:
            kind = "same" if old_text == new_text else "changed"
        changes.append(ParagraphChange(kind, paragraph.level, compare_words(old_text, new_text)))
        changes += [_removed(gone, language) for gone in removed_after.get(paragraph.id, [])]
    return [change for change in changes if change.pieces]


def _removed(paragraph: Paragraph, language: str) -> ParagraphChange:
    text = paragraph.text(language)
    return ParagraphChange("removed", paragraph.level, [Piece("delete", text)] if text else [])
