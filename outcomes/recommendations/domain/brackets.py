"""Disputed passages in [square brackets]. Counted and listed; while one is open, a text cannot be agreed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus

KEEP, DELETE, REPLACE = "keep", "delete", "replace"


@dataclass(frozen=True)
class Bracket:
    """A bracketed passage: its paragraph (by place, from 1), its language, and its content.

    `number` counts the passages of that paragraph in that language from 0; `before` and `after` are the adjacent words.
    """

    place: int
    language: str
    text: str
    paragraph: str = ""
    number: int = 0
    before: str = ""
    after: str = ""


def passages(text: str) -> list[tuple[int, int]]:
    """Return start and end of the outermost bracketed passages; an unmatched bracket extends to the end of the text.

    >>> passages("by [2018] [or [as soon as] possible]")
    [(3, 9), (10, 36)]
    """
    spans: list[tuple[int, int]] = []
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character == "[":
            if depth == 0:
                start = position
            depth += 1
        elif character == "]":
            if depth == 0:
                # The bracket was never opened: it closes everything since the previous passage.
                start = spans[-1][1] if spans else 0
            if depth <= 1:
                spans.append((start, position + 1))
            depth = max(0, depth - 1)
    if depth:
        spans.append((start, len(text)))
    return spans


def bracketed(text: str) -> list[str]:
    """List the contents of the outermost square brackets, including unmatched ones.

    >>> bracketed("by [2018] [or [as soon as] possible]")
    ['2018', 'or [as soon as] possible']
    """
    return [_inner(text[start:end]) for start, end in passages(text)]


def _inner(passage: str) -> str:
    return passage.removeprefix("[").removesuffix("]").strip()


def open_brackets(paragraphs: Sequence[Paragraph]) -> list[Bracket]:
    """List every bracketed passage of a text, in all its languages."""
    return [
        Bracket(
            number_of_paragraph, language, _inner(text.text[start:end]), paragraph.id, number,
            _last_words(text.text[:start]), _first_words(text.text[end:]),
        )
        for number_of_paragraph, paragraph in enumerate(paragraphs, start=1)
        for language, text in sorted(paragraph.texts.items())
        for number, (start, end) in enumerate(passages(text.text))
    ]  # fmt: skip


AROUND = 40  # characters shown before and after a passage, in whole words


def _last_words(text: str) -> str:
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _first_words(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"


def settled_text(text: str, number: int, action: str, instead: str = "") -> str:
    """Return the text with one passage kept without its brackets, deleted, or replaced. Raises IndexError.

    >>> settled_text("by [2018] at [the] latest", 0, "delete")
    'by at [the] latest'
    """
    start, end = passages(text)[number]
    replacement = {KEEP: _inner(text[start:end]), DELETE: "", REPLACE: instead.strip()}[action]
    if replacement:
        return text[:start] + replacement + text[end:]
    # The space before the deleted passage is deleted too; so is one before a comma or a full stop.
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    space = "" if not before or not after or re.match(r"[,.;:!?)]", after) else " "
    return before + space + after


def settled_paragraphs(
    body: Sequence[Paragraph], paragraph: str, language: str, number: int, action: str, instead: str = ""
) -> list[Paragraph]:
    """Return the text with one passage settled. Pure. Raises IndexError, KeyError if there is no such passage.

    Keeping and deleting apply to the same passage in every language that has equally many; a replacement is known in
    one language only, and makes the others stale.
    """
    body = list(body)
    index = next((index for index, row in enumerate(body) if row.id == paragraph), None)
    if index is None:
        raise KeyError(paragraph)
    row = body[index]
    count = len(passages(row.texts[language].text))
    texts = {}
    for code, value in row.texts.items():
        alike = action != REPLACE and len(passages(value.text)) == count
        if code == language or alike:
            texts[code] = Text(settled_text(value.text, number, action, instead), value.status)
        else:
            texts[code] = replace(value, status=TextStatus.STALE)
    body[index] = replace(row, texts=texts)
    return body


def count_brackets(paragraphs: Sequence[Paragraph]) -> int:
    """Count the disputed passages, each once rather than in every language."""
    counts = Counter(bracket.language for bracket in open_brackets(paragraphs))
    return max(counts.values(), default=0)
