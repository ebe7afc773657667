"""Lays a day out as a table of rooms and hours that fits its page and can be read. Pure.

Rows are the moments at which anything begins or ends. They are as high as the texts need; the rest of the
page is shared by length of time, so that an hour looks longer than a quarter. The largest letters that fit
are used; where even the smallest do not, the day is cut where it disturbs least.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from agenda.core.domain.groups import grouped
from confman.documents.rendering.fitted_text import MILLIMETRES_PER_POINT, width_of

SIZES = (11.0, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
# Below this size, details are left out instead.
COMFORTABLE = 7.5
LINE = 1.28
PADDING_MM = 1.0
LEAST_ROW_MM = 0.8
# A row in which something begins must be high enough for its hour.
BEGINNING_MM = 3.2
# More would be too narrow to read; the rest goes to further pages.
MAX_COLUMNS = 7
# The share of a page searched for a good place to cut.
CUT_WITHIN = 0.4


@dataclass(frozen=True)
class Block:
    """A block of the table: from minute to minute of the day, in a column (from 0) or, at -1, across all.

    `texts` are its paragraphs. `before` and `after` say that it began on the page before, or continues on the
    next.
    """

    key: str
    start: int
    end: int
    column: int
    texts: tuple[str, ...]
    before: bool = False
    after: bool = False


@dataclass(frozen=True)
class PlacedBlock:
    block: Block
    first_row: int
    rows: int


@dataclass(frozen=True)
class Layout:
    """A page: the minutes at which its rows begin, their heights in mm, the letters' size in points."""

    starts: tuple[int, ...]
    heights: tuple[float, ...]
    size: float
    placed: tuple[PlacedBlock, ...] = field(repr=False)


def groups_of_columns(count: int) -> list[range]:
    """Divide the columns among pages as evenly as possible: twelve rooms are six and six, not seven and five."""
    pages = -(-count // MAX_COLUMNS)
    sizes = [count // pages + (1 if page < count % pages else 0) for page in range(pages)]
    return [range(until - size, until) for size, until in zip(sizes, accumulate(sizes), strict=True)]


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the lane of each span, in as few lanes as possible without overlaps.

    A room that is used twice at once has two columns.
    """
    ends: list[int] = []
    lane_numbers = [0] * len(spans)
    for position in sorted(range(len(spans)), key=lambda index: spans[index]):
        start, end = spans[position]
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        ends[lane] = end
        lane_numbers[position] = lane
    return lane_numbers


def lay_out(blocks: Sequence[Block], *, columns: int, column_mm: float, page_mm: float) -> list[Layout]:
    """Return the pages of these blocks; none if there are no blocks."""
    if not blocks:
        return []
    widths = {True: column_mm * columns, False: column_mm}
    for size in SIZES:
        layout = _fill(blocks, size, widths, page_mm)
        if sum(layout.heights) <= page_mm:
            return [layout]
    cut = _cut(blocks, widths, page_mm)
    if cut is None:
        return [layout]
    first = [
        replace(block, end=min(block.end, cut), after=block.after or block.end > cut)
        for block in blocks
        if block.start < cut
    ]
    rest = [
        replace(block, start=max(block.start, cut), before=block.before or block.start < cut)
        for block in blocks
        if block.end > cut
    ]
    more = {"columns": columns, "column_mm": column_mm, "page_mm": page_mm}
    return lay_out(first, **more) + lay_out(rest, **more)  # type: ignore[arg-type]


def _fill(blocks: Sequence[Block], size: float, widths: dict[bool, float], page_mm: float) -> Layout:
    moments = sorted({moment for block in blocks for moment in (block.start, block.end)})
    rows = {moment: number for number, moment in enumerate(moments)}
    lengths = [second - first for first, second in pairwise(moments)]
    placed = [PlacedBlock(block, rows[block.start], rows[block.end] - rows[block.start]) for block in blocks]
    # Put each moment as high up as the blocks ending there allow: the lowest table that holds everything.
    begins = {block.start for block in blocks}
    ending = grouped((placement.first_row + placement.rows, placement) for placement in placed)
    depths = [0.0]
    for row, moment in enumerate(moments[:-1]):
        lowest = depths[row] + (BEGINNING_MM if moment in begins else LEAST_ROW_MM)
        needed = [
            depths[placement.first_row]
            + height_of(placement.block.texts, size, widths[placement.block.column < 0])
            for placement in ending[row + 1]
        ]
        depths.append(max([lowest, *needed]))
    heights = [lower - upper for upper, lower in pairwise(depths)]
    space = page_mm - sum(heights)
    if space > 0 and lengths:
        # A free hour in the middle of the day is not worth half a page.
        total = sum(min(length, 120) for length in lengths)
        heights = [
            height + space * min(length, 120) / total for height, length in zip(heights, lengths, strict=True)
        ]
    return Layout(tuple(moments[:-1]), tuple(heights), size, tuple(placed))


def height_of(texts: Sequence[str], size: float, width_mm: float) -> float:
    """Return the height of a cell with these paragraphs, in mm."""
    room = (width_mm - 2 * PADDING_MM - 1) / (size * MILLIMETRES_PER_POINT)
    count = sum(_lines(text, room) for text in texts if text)
    return count * size * LINE * MILLIMETRES_PER_POINT + 2 * PADDING_MM


def _lines(text: str, room: float) -> int:
    """Return how many lines a text takes. Bold letters are measured: others need less."""
    count, line_width = 1, 0.0
    for word in text.split():
        width = width_of(word)
        if line_width and line_width + 0.26 + width > room:
            count, line_width = count + 1, 0.0
        # A word that is longer than the line is broken.
        count += int(width / room) if width > room else 0
        line_width += (0.26 if line_width else 0) + (width % room if width > room else width)
    return count


def _cut(blocks: Sequence[Block], widths: dict[bool, float], page_mm: float) -> int | None:
    """Return the minute at which the day continues on the next page; None if there is nowhere to cut.

    Among the last moments that fit, where the fewest blocks are cut through, preferably before a break for
    everybody.
    """
    moments = sorted({moment for block in blocks for moment in (block.start, block.end)})[1:-1]
    fitting = []
    for moment in moments:
        until = [replace(block, end=min(block.end, moment)) for block in blocks if block.start < moment]
        if sum(_fill(until, SIZES[-1], widths, 0).heights) > page_mm:
            break
        fitting.append(moment)
    if not fitting:
        return moments[0] if moments else None
    first, last = min(block.start for block in blocks), fitting[-1]
    late = [moment for moment in fitting if moment >= last - (last - first) * CUT_WITHIN]
    bands = {block.start for block in blocks if block.column < 0} | {
        block.end for block in blocks if block.column < 0
    }
    return min(
        late,
        key=lambda moment: (
            sum(1 for block in blocks if block.start < moment < block.end),
            moment not in bands,
            -moment,
        ),
    )
