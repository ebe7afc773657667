"""Compare two versions of a recommendation, paragraph by paragraph and word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from confman.web.word_differences import Piece, compare_words
from outcomes.recommendations.models.paragraphs import Paragraph


@dataclass(frozen=True)
class ParagraphChange:
    """The change of one paragraph: kind is 'same', 'changed', 'added' or 'removed'."""

    kind: str
    level: int
    pieces: list[Piece]
    id: str = ""


def normalized(text: str) -> str:
    """Return the words of a text, with normalized spaces: a non-breaking space is no change of words."""
    return re.sub(r"\s+", " ", text).strip()


def compare_normalized(before: str, after: str) -> list[Piece]:
    """Compare two texts word by word, regardless of the kind of spaces."""
    return compare_words(normalized(before), normalized(after))


def compare_paragraphs(
    before: Sequence[Paragraph], after: Sequence[Paragraph], language: str
) -> list[ParagraphChange]:
    """List one language's changes between two versions, paragraph by paragraph, in the order of the later version.

    Paragraphs are matched by id, so a moved one does not look new. Removed ones follow the paragraph that they
    followed.
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
            kind = "same" if normalized(old_text) == normalized(new_text) else "changed"
        changes.append(
            ParagraphChange(kind, paragraph.level, compare_normalized(old_text, new_text), paragraph.id)
        )
        changes += [_removed(gone, language) for gone in removed_after.get(paragraph.id, [])]
    return [change for change in changes if change.pieces]


def _removed(paragraph: Paragraph, language: str) -> ParagraphChange:
    text = paragraph.text(language)
    return ParagraphChange("removed", paragraph.level, [Piece("delete", text)] if text else [], paragraph.id)
