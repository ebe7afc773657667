"""Text fitted to a box: the largest size at which it fits, measured with the font it is printed in."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

MILLIMETRES_PER_POINT = 25.4 / 72
LINE_HEIGHT = 1.14
# Characters missing from our metrics count as wide as the widest usual one, so that nothing ever overflows.
_UNKNOWN = 0.62
_WIDE = 1.0
# The factor by which a long word may go below the smallest size and still be printed whole.
TORN_BELOW = 0.72
_PARTS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^-\u2e80-\u9fff\uf900-\ufaff]+-*|-+")


@dataclass(frozen=True)
class FittedText:
    """The lines of a text as broken, and the size in points."""

    lines: tuple[str, ...]
    size: float


@cache
def _advances(weight: str) -> tuple[dict[int, float], dict[int, float]]:
    """Return the widths of characters in em, of the sans and of the Arabic font."""
    from fontTools.ttLib import TTFont

    tables: list[dict[int, float]] = []
    for family in ("noto-sans", "noto-sans-arabic"):
        widths: dict[int, float] = {}
        for path in sorted((Path(settings.CONFMAN_FONTS_DIR) / family / weight).glob("*.ttf")):
            with TTFont(path, lazy=True) as font:
                unit = font["head"].unitsPerEm
                metrics: Any = font["hmtx"].metrics
                widths = {code: metrics[name][0] / unit for code, name in font.getBestCmap().items()}
        tables.append(widths)
    return tables[0], tables[1]


def width_of(text: str, *, weight: str = "700Bold") -> float:
    """Return the width of a line in em."""
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


@dataclass(frozen=True)
class _Piece:
    """A piece of text that stays on one line: a word, a part of one up to its hyphen, or a Chinese character."""

    text: str
    width: float
    gap: float  # the space before it, where it does not begin a line


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
    """Return the text in at most `max_lines` lines, as large as fits.

    Below the smallest size more lines are allowed: a text never vanishes. Words break at hyphens; one still wider than
    the box is printed smaller, and split only if that would make it illegible.
    """
    pieces = _pieces(text, weight)
    if not pieces:
        return FittedText((), smallest)
    size, floor = largest, smallest * TORN_BELOW
    while size >= floor:
        room = width_mm / (size * MILLIMETRES_PER_POINT)
        lines = _wrap(pieces, room)
        fits = max(map(_line_width, lines)) <= room
        tall = len(lines) * size * LINE_HEIGHT * MILLIMETRES_PER_POINT
        if fits and tall <= height_mm and (len(lines) <= max_lines or size <= smallest):
            return FittedText(tuple(map(_line_text, lines)), size)
        size -= 0.5
    room = width_mm / (floor * MILLIMETRES_PER_POINT)
    lines = _wrap([part for piece in pieces for part in _split_to_width(piece, room, weight)], room)
    # Text that still does not fit the box is printed smaller, rather than cut.
    tall = len(lines) * floor * LINE_HEIGHT * MILLIMETRES_PER_POINT
    return FittedText(tuple(map(_line_text, lines)), floor * min(1.0, height_mm / tall))


def _pieces(text: str, weight: str) -> list[_Piece]:
    space = width_of(" ", weight=weight) or 0.26
    return [
        _Piece(part, width_of(part, weight=weight), 0 if number else space)
        for word in text.split()
        for number, part in enumerate(_PARTS.findall(word))
    ]


def _wrap(pieces: list[_Piece], room: float) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = [[]]
    width = 0.0
    for piece in pieces:
        added = piece.width + (piece.gap if lines[-1] else 0)
        if lines[-1] and width + added > room:
            lines.append([])
            width, added = 0.0, piece.width
        lines[-1].append(piece)
        width += added
    return lines


def _line_width(line: list[_Piece]) -> float:
    return sum(piece.width for piece in line) + sum(piece.gap for piece in line[1:])


def _line_text(line: list[_Piece]) -> str:
    return line[0].text + "".join((" " if piece.gap else "") + piece.text for piece in line[1:])


def _split_to_width(piece: _Piece, room: float, weight: str) -> list[_Piece]:
    """Return a piece split into parts, none of them wider than the box."""
    parts, current = [], ""
    for letter in piece.text:
        if current and width_of(current + letter, weight=weight) > room:
            parts.append(current)
            current = ""
        current += letter
    return [
        _Piece(part, width_of(part, weight=weight), 0 if number else piece.gap)
        for number, part in enumerate([*parts, current])
    ]
