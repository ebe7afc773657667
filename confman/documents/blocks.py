"""The blocks of a document: paragraphs of runs, pictures, tables. Read from its HTML page, and written to Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from confman.documents.meta import Picture


class TrackedChange(NamedTuple):
    """A tracked change: "ins" or "del", by whom, and when (ISO 8601)."""

    kind: str
    by: str
    at: str


class Run(NamedTuple):
    """Text of one format and one language: a BCP 47 code, '' for that of the document. May hold line breaks and tabs.

    A tuple, since a list has tens of thousands of them. A tracked `change` is shown by Word in its own colours.
    """

    text: str
    language: str = ""
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    colour: str = ""  # six hexadecimal digits
    change: TrackedChange | None = None


@dataclass(frozen=True)
class Count:
    """The number of a paragraph in Word: 1., (a) or (i) by its `level`, in a list of this name.

    The list begins at `start`; if that is 0, its first level has no number. Columns that count beside each other are
    of different `series`, each marked as its `language` does.
    """

    name: str
    level: int
    start: int
    series: str = ""
    language: str = ""


@dataclass(frozen=True)
class TextBlock:
    """A paragraph in one of the styles of Word's templates.

    `keep_next` keeps it on the page of what follows, `new_page` begins one; `direction` is given only if it differs
    from that of the first letter. A `bookmark` names it for the person who reads the file again.
    """

    style: str
    runs: tuple[Run, ...]
    align: str = "start"  # or "end", "center"
    direction: str = ""
    indent_mm: float = 0
    hanging_mm: float = 0
    keep_next: bool = False
    new_page: bool = False
    count: Count | None = None
    bookmark: str = ""


@dataclass(frozen=True)
class TableCell:
    """A cell that spans this many columns and rows; an `open` one has no rule below it."""

    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    shade: str = ""  # six hexadecimal digits
    open: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row; a `head` is repeated on every page, a `whole` row is not split between pages.

    An `open` row has no rule below it: the next goes on with the same.
    """

    cells: tuple[TableCell, ...]
    head: bool = False
    whole: bool = True
    height_mm: float = 0
    keep_next: bool = False
    open: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table in a style of Word's templates. Columns without a width share the remaining room."""

    rows: tuple[TableRow, ...]
    widths_mm: tuple[float, ...]
    style: str = "Rows"
    left_to_right: bool = False  # whatever the document's language


Block = TextBlock | Picture | TableBlock
