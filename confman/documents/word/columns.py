"""Widths of the columns of a table in Word, in which no word is broken that a column can hold.

A page of HTML grows a column by itself until its longest word fits; the columns of Word are as wide as they are said to
be, and a head that is one word in English may be a longer one in Russian.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from confman.documents.blocks import TableBlock, TableCell, TableRow, TextBlock
from confman.documents.rendering.fitted_text import MILLIMETRES_PER_POINT, width_of
from confman.documents.word.styles import CELL_MARGINS_MM, PARAGRAPHS
from confman.translation.dates import WORD_JOINER

# Word begins a new line at a space that is not firm, and behind a hyphen or dash without a joiner.
BREAK = re.compile(rf"[ \t\n]|(?<=[-\u2010\u2013\u2014])(?!{WORD_JOINER})")
# In points, of heads and of what is below them.
SIZE = PARAGRAPHS["Table Head"][2]
# A word of the text, such as a mailbox, may be longer than any column should be.
MOST_OF_TEXT_MM = 32
# Between a number and the text of the next column.
NUMBER_GAP_MM = 5
# Of rounding.
TOLERANCE_MM = 0.3
# DejaVu Sans, which LibreOffice takes where our font is not installed, is wider by up to this.
STAND_IN = 1.14


def column_widths(table: TableBlock, across: float) -> list[float]:
    """Return the width of each column in mm, 0 for those that share what the others leave of a page so wide.

    Words fit in a wider font, too, where the page has room for that.
    """
    wide = _widths(table, across, STAND_IN)
    room = max(across, sum(table.widths_mm)) + TOLERANCE_MM
    return wide if sum(wide) <= room else _widths(table, across, 1)


def _widths(table: TableBlock, across: float, factor: float) -> list[float]:
    widths = list(table.widths_mm)
    least = _least(table, len(widths), factor)
    widths = [max(width, need) if width else 0 for width, need in zip(widths, least, strict=True)]
    while 0 in widths:
        share = (across - sum(widths)) / widths.count(0)
        narrow = [place for place, width in enumerate(widths) if not width and least[place] > share]
        if not narrow:
            return widths
        for place in narrow:
            widths[place] = least[place]
    return _narrowed(widths, least, sum(widths) - max(across, sum(table.widths_mm)))


def cells_apart(row: TableRow) -> Iterator[TableCell]:
    """Yield the cells at whose end a number stands, right beside the beginning of the next: they need a gap."""
    for cell, following in pairwise(row.cells):
        if _ends_in_number(cell) and not _ends_in_number(following):
            yield cell


def _ends_in_number(cell: TableCell) -> bool:
    return any(isinstance(block, TextBlock) and block.align == "end" for block in cell.blocks)


@lru_cache(4096)
def word_width_mm(word: str, is_bold: bool) -> float:
    """Return the width of a word in a table; those of a head are bold."""
    weight = "700Bold" if is_bold else "400Regular"
    return width_of(word.replace(WORD_JOINER, ""), weight=weight) * SIZE * MILLIMETRES_PER_POINT


def _least(table: TableBlock, columns: int, factor: float) -> list[float]:
    """Return the width that each column needs for its longest word in a font so many times as wide."""
    least = [0.0] * columns
    below: dict[int, int] = {}
    for row in table.rows:
        place = 0
        apart = {id(cell) for cell in cells_apart(row)}
        for cell in row.cells:
            while below.get(place, 0):
                below[place] -= 1
                place += 1
            if cell.columns == 1 and place < columns:
                need = max(
                    (
                        block.indent_mm
                        + factor * word_width_mm(word, row.head or any(run.bold for run in block.runs))
                        for block in cell.blocks
                        if isinstance(block, TextBlock)
                        for word in BREAK.split("".join(run.text for run in block.runs))
                    ),
                    default=0,
                )
                need = need if row.head else min(need, MOST_OF_TEXT_MM)
                beside = NUMBER_GAP_MM if id(cell) in apart else CELL_MARGINS_MM[table.style]
                least[place] = max(least[place], need and need + beside + TOLERANCE_MM)
            below |= dict.fromkeys(range(place, place + cell.columns), cell.rows - 1)
            place += cell.columns
    return least


def _narrowed(widths: Sequence[float], least: Sequence[float], excess: float) -> list[float]:
    """Return the widths without what is too much for the page, taken from columns that are wider than they need."""
    spare = [max(width - need, 0) for width, need in zip(widths, least, strict=True)]
    part = min(1, max(0, excess) / sum(spare)) if any(spare) else 0
    return [width - part * more for width, more in zip(widths, spare, strict=True)]
