"""Widths of the columns of a table in Word, in which no head is broken within a word.

A page of HTML grows a column by itself until its longest word fits; the columns of Word are as wide as they are said to
be, and a head that is one word in English may be a longer one in Russian.
"""

import re
from collections.abc import Sequence

from confman.documents.blocks import TableBlock, TextBlock
from confman.documents.rendering.fitted_text import MILLIMETRES_PER_POINT, width_of
from confman.documents.word.styles import CELL_MARGINS_MM, PARAGRAPHS
from confman.translation.dates import WORD_JOINER

# Word begins a new line at a space that is not firm, and behind a hyphen or dash without a joiner.
BREAK = re.compile(rf"[ \t\n]|(?<=[-\u2010\u2013\u2014])(?!{WORD_JOINER})")
HEAD_SIZE = PARAGRAPHS["Table Head"][2]
# Of what stands in for the font where it is not installed, and of rounding.
TOLERANCE_MM = 0.3


def column_widths(table: TableBlock, across: float) -> list[float]:
    """Return the width of each column in mm, 0 for those that share what the others leave of a page so wide."""
    widths = list(table.widths_mm)
    least = _least(table, len(widths))
    widths = [max(width, need) if width else 0 for width, need in zip(widths, least, strict=True)]
    while 0 in widths:
        share = (across - sum(widths)) / widths.count(0)
        narrow = [place for place, width in enumerate(widths) if not width and least[place] > share]
        if not narrow:
            return widths
        for place in narrow:
            widths[place] = least[place]
    return _narrowed(widths, least, sum(widths) - max(across, sum(table.widths_mm)))


def word_width_mm(word: str) -> float:
    """Return the width of a word in a head."""
    return width_of(word.replace(WORD_JOINER, "")) * HEAD_SIZE * MILLIMETRES_PER_POINT


def _least(table: TableBlock, columns: int) -> list[float]:
    """Return the width that each column needs for the longest word of its heads."""
    least = [0.0] * columns
    below: dict[int, int] = {}
    for row in table.rows:
        if not row.head:
            break
        place = 0
        for cell in row.cells:
            while below.get(place, 0):
                below[place] -= 1
                place += 1
            if cell.columns == 1 and place < columns:
                words = [
                    word
                    for block in cell.blocks
                    if isinstance(block, TextBlock)
                    for word in BREAK.split("".join(run.text for run in block.runs))
                ]
                need = max(map(word_width_mm, words), default=0)
                least[place] = max(least[place], need and need + CELL_MARGINS_MM[table.style] + TOLERANCE_MM)
            below |= dict.fromkeys(range(place, place + cell.columns), cell.rows - 1)
            place += cell.columns
    return least


def _narrowed(widths: Sequence[float], least: Sequence[float], excess: float) -> list[float]:
    """Return the widths without what is too much for the page, taken from columns that are wider than they need."""
    spare = [max(width - need, 0) for width, need in zip(widths, least, strict=True)]
    part = min(1, max(0, excess) / sum(spare)) if any(spare) else 0
    return [width - part * more for width, more in zip(widths, spare, strict=True)]
