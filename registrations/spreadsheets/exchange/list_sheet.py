"""A list of people as a table: cells cleaned, columns by position, with a head or without one.

The file itself is read by `confman.web.spreadsheets.reader`. The meaning of the columns is not guessed here: see
`columns`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.spreadsheets.reader import (
    NO_VALUE,
    SpreadsheetGrid,
    column_names,
    first_values,
    read_grid,
    without_controls,
)

MAX_ROWS = 50_000
# Kept of a table to recognize its columns by: the first values of each, as far as they are shown.
EXAMPLES, MAX_EXAMPLE_LENGTH = 25, 200
# The apostrophe that an export puts before what a spreadsheet would take for a formula; the first of several.
_NEUTRALIZED = re.compile(r"'+[=+\-@\t\r]")
# Case-folded it would mean no value; in this spelling it is a name (나, Naa), never a machine's "nothing".
_A_NAME = "Na"


@dataclass(frozen=True)
class ListRow:
    """A row of cells, cleaned; `line` is its line in the file, as the file's reader counts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListSheet:
    """Names of columns, and rows of the same width. `columns` are A, B, C … where the file has no head.

    In an excerpt, the cells of a row below the head may come from different rows of the file; `more` are the
    rows that the file has besides.
    """

    columns: tuple[str, ...]
    rows: tuple[ListRow, ...]
    format: str = ""
    encoding: str = ""
    line_ends: str = ""
    more: int = 0

    @property
    def count(self) -> int:
        """Return the number of rows in the file."""
        return len(self.rows) + self.more

    def column(self, number: int, limit: int = 3) -> list[str]:
        """Return the first values of a column that are not empty, to recognize it by."""
        return list(islice((row.cells[number] for row in self.rows if row.cells[number]), limit))


def clean_cell(value: object, *, is_data: bool = False) -> str:
    """Return the text of a cell; '' for a value that means nothing. Reverse how an export neutralized a formula.

    `is_data` is for formats that no spreadsheet opens: nothing was neutralized there.
    """
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        # Kept as it is: we do not know such a value, and input is not dropped silently.
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = without_controls(str(value)).strip()
    if not is_data and _NEUTRALIZED.match(text):
        text = text[1:]
    return "" if text.casefold() in NO_VALUE and text != _A_NAME else text


def read_list_sheet(content: bytes, *, headed: bool = True, at_once: bool = False) -> ListSheet:
    """Return the table in a file. Raises Refused, with the line where there is one, for what is not a table.

    `at_once`: someone waits; raises RequestTooLarge for what takes longer than a moment.
    """
    grid = read_grid(content, strict=False, at_once=at_once)
    rows = _cleaned(grid)
    return _table(rows, _width(rows), grid, headed=headed)


def read_excerpt(content: bytes, *, at_once: bool = False) -> dict[str, Any]:
    """Return the first rows, which show the columns, as JSON for `sheet_of_excerpt`. Raises as `read_list_sheet`."""
    grid = read_grid(content, strict=False, at_once=at_once)
    rows = _cleaned(grid)
    head, *others = (cells for _line, cells in rows)
    excerpt_rows = [head, *first_values(others, _width(rows), EXAMPLES)]
    return {
        "rows": [[cell[:MAX_EXAMPLE_LENGTH] for cell in cells] for cells in excerpt_rows],
        "width": _width(rows),
        "more": len(rows) - len(excerpt_rows),
        **{name: getattr(grid, name) for name in ("format", "encoding", "line_ends")},
    }


def sheet_of_excerpt(excerpt: Mapping[str, Any], *, headed: bool) -> ListSheet:
    """Return the table of an excerpt. Raises Refused if it would have no rows."""
    rows = list(enumerate(excerpt["rows"], start=1))
    grid = SpreadsheetGrid(rows, excerpt["format"], excerpt["encoding"], excerpt["line_ends"])
    return _table(rows, excerpt["width"], grid, headed=headed, more=excerpt["more"])


def _cleaned(grid: SpreadsheetGrid) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty. Raises Refused if there are none, or too many."""
    is_data = grid.format == "json"
    rows = [(line, [clean_cell(cell, is_data=is_data) for cell in cells]) for line, cells in grid.rows]
    rows = [(line, cells) for line, cells in rows if any(cells)]
    if not rows:
        raise Refused(_("The file has no rows."))
    if len(rows) > MAX_ROWS:
        raise Refused(_("The file has more than %(limit)d rows; divide it.") % {"limit": MAX_ROWS})
    return rows


def _width(rows: Sequence[tuple[int, list[str]]]) -> int:
    return max(len(cells) for _line, cells in rows)


def _table(
    rows: list[tuple[int, list[str]]], width: int, grid: SpreadsheetGrid, *, headed: bool, more: int = 0
) -> ListSheet:
    head: list[str] = []
    if headed or grid.format == "json":
        _line, head = rows.pop(0)
    names = column_names(head, width)
    if not rows:
        raise Refused(_("The file has only a head and no rows below it."))
    return ListSheet(
        columns=names,
        rows=tuple(ListRow(line, (*cells, *[""] * (width - len(cells)))) for line, cells in rows),
        format=grid.format,
        encoding=grid.encoding,
        line_ends=grid.line_ends,
        more=more,
    )
