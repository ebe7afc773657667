"""Text that must fit a box: the largest size at which it does, measured with the font it is printed in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

MILLIMETRES_PER_POINT = 25.4 / 72
LINE_HEIGHT = 1.14
# Where our metrics have no letter: as wide as the widest usual one, so that nothing ever overflows.
_UNKNOWN = 0.62
_WIDE = 1.0


@dataclass(frozen=True)
class FittedText:
    """The lines as they are to be broken, and the size in points."""

    lines: tuple[str, ...]
    size: float


@cache
def _advances(weight: str) -> tuple[dict[int, float], dict[int, float]]:
    """Widths of letters in em, of the sans and of the Arabic font."""
    from fontTools.ttLib import TTFont

    found: list[dict[int, float]] = []
    for family in ("noto-sans", "noto-sans-arabic"):
        widths: dict[int, float] = {}
        for path in sorted((Path(settings.CONFMAN_FONTS_DIR) / family / weight).glob("*.ttf")):
            with TTFont(path, lazy=True) as font:
                unit = font["head"].unitsPerEm
                metrics: Any = font["hmtx"].metrics
                widths = {code: metrics[name][0] / unit for code, name in font.getBestCmap().items()}
        found.append(widths)
    return found[0], found[1]


def width_of(text: str, *, weight: str = "700Bold") -> float:
    """The width of a line in em."""
    sans, arabic = _advances(weight)
    total = 0.0
    for letter in text:
        code = ord(letter)
        if unicodedata.combining(letter):
            continue
        if (width := sans.get(code, arabic.get(code))) is not None:
            total += width
        else:
            total += _WIDE if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN
    return total


@lru_cache(maxsize=4096)
def fit(
    text: str,
    *,
    width_mm: float,
    height_mm: float,
    largest: float,
    smallest: float,
    max_lines: int = 3,
    weight: str = "700Bold",
) -> FittedText:
    """The text in at most `max_lines` lines, as large as fits. At the smallest size more lines are allowed:
    a text never vanishes, and a word longer than the box is broken."""
    words = text.split()
    if not words:
        return FittedText((), smallest)
    widths = {word: width_of(word, weight=weight) for word in words}
    space = width_of(" ", weight=weight) or 0.26
    size = largest
    while size > smallest:
        room = width_mm / (size * MILLIMETRES_PER_POINT)
        lines = _wrap(words, widths, space, room)
        fits = max(_line_width(line, widths, space) for line in lines) <= room
        tall = len(lines) * size * LINE_HEIGHT * MILLIMETRES_PER_POINT
        if fits and len(lines) <= max_lines and tall <= height_mm:
            return FittedText(tuple(" ".join(line) for line in lines), size)
        size -= 0.5
    room = width_mm / (smallest * MILLIMETRES_PER_POINT)
    pieces = [piece for word in words for piece in _pieces(word, room, weight)]
    widths = {piece: width_of(piece, weight=weight) for piece in pieces}
    lines = _wrap(pieces, widths, space, room)
    # What the box cannot hold even so is printed smaller still, rather than cut.
    tall = len(lines) * smallest * LINE_HEIGHT * MILLIMETRES_PER_POINT
    return FittedText(tuple(" ".join(line) for line in lines), smallest * min(1.0, height_mm / tall))


def _wrap(words: list[str], widths: dict[str, float], space: float, room: float) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for word in words:
        added = widths[word] + (space if lines[-1] else 0)
        if lines[-1] and used + added > room:
            lines.append([])
            used, added = 0.0, widths[word]
        lines[-1].append(word)
        used += added
    return lines


def _line_width(line: list[str], widths: dict[str, float], space: float) -> float:
    return sum(widths[word] for word in line) + space * (len(line) - 1)


def _pieces(word: str, room: float, weight: str) -> list[str]:
    """A word in parts none of which is wider than the box."""
    pieces, current = [], ""
    for letter in word:
        if current and width_of(current + letter, weight=weight) > room:
            pieces.append(current)
            current = ""
        current += letter
    return [*pieces, current]
