"""The blocks of a document: paragraphs of runs, pictures, tables. Read from its page; Word is written from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from confman.documents.meta import Picture


class Run(NamedTuple):
    """Words of one look and one language: a BCP 47 code, '' for that of the document. Lines may end, and have tabs.

    A tuple, for a list has tens of thousands.
    """

    text: str
    language: str = ""
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    colour: str = ""  # six hexadecimal digits


@dataclass(frozen=True)
class Count:
    """The number of a paragraph in Word: 1., (a) or (i) by its `level`, in a list of this name.

    The list begins at `start`; at 0, its first level has no number.
    """

    name: str
    level: int
    start: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: words between two ends of a line, in one of the styles of Word's templates.

    `keep_next` leaves it on the page of what follows, `new_page` begins one; `direction` is said only where it is not
    left to the first letter.
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


@dataclass(frozen=True)
class Cell:
    """A cell over so many columns and rows."""

    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1
    shade: str = ""  # six hexadecimal digits


@dataclass(frozen=True)
class Row:
    """A row; a `head` is repeated on every page, one that is `whole` goes over no page's end."""

    cells: tuple[Cell, ...]
    head: bool = False
    whole: bool = True
    height_mm: float = 0
    keep_next: bool = False


@dataclass(frozen=True)
class Table:
    """A table in a style of Word's templates. Columns of no width share what the others leave."""

    rows: tuple[Row, ...]
    widths_mm: tuple[float, ...]
    style: str = "Rows"
    left_to_right: bool = False  # whatever the document's language


Block = Paragraph | Picture | Table
