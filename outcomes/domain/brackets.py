"""[Square brackets]: what is disputed. Counted and listed; while one is open, a text cannot be agreed."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.models import Paragraph


@dataclass(frozen=True)
class Bracket:
    """One bracketed passage: in which paragraph (by place, from 1), in which language, and what stands in it."""

    place: int
    language: str
    text: str


def bracketed(text: str) -> list[str]:
    """The outermost passages in square brackets, without them; an unmatched bracket counts with what follows it.

    >>> bracketed("by [2018] [or [as soon as] possible]")
    ['2018', 'or [as soon as] possible']
    """
    passages: list[str] = []
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character == "[":
            if depth == 0:
                start = position + 1
            depth += 1
        elif character == "]":
            if depth == 0:
                passages.append(text[:position].strip()[-60:])
            elif depth == 1:
                passages.append(text[start:position].strip())
            depth = max(0, depth - 1)
    if depth:
        passages.append(text[start:].strip())
    return passages


def open_brackets(paragraphs: list[Paragraph]) -> list[Bracket]:
    """Every bracketed passage of a text, in all its languages."""
    return [
        Bracket(place, language, passage)
        for place, paragraph in enumerate(paragraphs, start=1)
        for language, text in sorted(paragraph.texts.items())
        for passage in bracketed(text.text)
    ]
