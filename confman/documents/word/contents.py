"""The list of contents of a long Word document: a field of Word's, filled in.

Word counts the pages anew when the file is opened, and LibreOffice always; the numbers written here are for programs
that do neither. They are estimated from the length of the text, since laying it out would take as long as the PDF.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from confman.documents.blocks import Block, Paragraph, Row, Table
from confman.documents.meta import Picture
from confman.documents.word.styles import PARAGRAPHS, SPACED, TEXT_WIDTH_MM
from confman.documents.word.template_filler import NAMED

# A document has a list of contents if it is longer than this, and has so many headings.
MAX_PAGES, FEWEST_HEADINGS = 5, 3
LEVELS = ("Heading 1", "Heading 2")
# The height of the text on a page, and what the masthead takes of the first.
PAGE_MM, WIDE_PAGE_MM, WIDE_TEXT_MM, MASTHEAD_MM = 251.0, 164.0, 253.0, 70.0
# Of a letter of Noto, on average, and of a line: as parts of its size.
LETTER, LINE, WIDE_LINE, POINT_MM = 0.5, 1.362, 1.566, 0.3528


@dataclass(frozen=True)
class Heading:
    """A heading, the number of its block, and the page on which it is expected."""

    place: int
    level: int
    text: str
    page: int

    @property
    def mark(self) -> str:
        """The name of its bookmark, as Word makes them."""
        return f"_Toc{170_000_000 + self.place}"


def headings_of(blocks: Sequence[Block], *, wide: bool) -> list[Heading]:
    """Return the headings for a list of contents; none for a document that is short or has few."""
    named = [
        place for place, block in enumerate(blocks) if isinstance(block, Paragraph) and block.style in LEVELS
    ]
    if len(named) < FEWEST_HEADINGS:
        return []
    pages = _pages(blocks, len(named), wide=wide)
    if pages[-1] <= MAX_PAGES:
        return []
    found = []
    for place in named:
        block = blocks[place]
        assert isinstance(block, Paragraph)
        text = " ".join("".join(run.text for run in block.runs).split())
        found.append(Heading(place, LEVELS.index(block.style) + 1, text, pages[place]))
    return found


def contents(headings: Sequence[Heading]) -> str:
    """Return the list as WordprocessingML, in the frame by which Word offers to update it."""
    lines = "".join(_line(heading, first=heading is headings[0]) for heading in headings)
    words = f"<w:r><w:t>{escape(_('Contents'))}</w:t></w:r>"
    title = f'<w:p><w:pPr><w:pStyle w:val="{NAMED}TOC Heading"/></w:pPr>{words}</w:p>'
    end = f'<w:p><w:pPr><w:pStyle w:val="{NAMED}After Table"/></w:pPr>{_field("end")}</w:p>'
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{title}{lines}{end}</w:sdtContent></w:sdt>"
    )


def _line(heading: Heading, *, first: bool) -> str:
    begin = _field("begin") + _code(r'TOC \o "1-2" \h \z \u') + _field("separate") if first else ""
    page = _field("begin") + _code(rf"PAGEREF {heading.mark} \h") + _field("separate")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{NAMED}TOC {heading.level}"/></w:pPr>{begin}'
        f'<w:hyperlink w:anchor="{heading.mark}" w:history="1"><w:r><w:t xml:space="preserve">'
        f"{escape(heading.text, quote=False)}</w:t></w:r><w:r><w:tab/></w:r>{page}"
        f"<w:r><w:t>{heading.page}</w:t></w:r>{_field('end')}</w:hyperlink></w:p>"
    )


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {text} </w:instrText></w:r>'


# --- The pages, by the length of the text ---------------------------------------------------------------


def _pages(blocks: Sequence[Block], lines: int, *, wide: bool) -> list[int]:
    """Return the page of each block, with a list of so many lines before them all."""
    across, high = (WIDE_TEXT_MM, WIDE_PAGE_MM) if wide else (TEXT_WIDTH_MM, PAGE_MM)
    page, at = 1, MASTHEAD_MM + 10 + lines * 5.1
    found = []
    for block in blocks:
        begins = isinstance(block, Paragraph) and block.new_page
        heights = (
            [_row_height(row, block, across) for row in block.rows]
            if isinstance(block, Table)
            else [_height(block, across)]
        )
        for number, height in enumerate(heights):
            # A heading stays with two lines of what follows.
            if (begins and at > 0) or at + height + (14 if _is_heading(block) else 0) > high:
                page, at = page + 1, 0
            if number == 0:
                found.append(page)
            page, at = page + int((at + height) // high), (at + height) % high
            begins = False
    return found or [1]


def _shape(picture: bytes) -> float:
    """Return the height of a picture by its width: of a PNG as its header says it."""
    wide, high = struct.unpack(">II", picture[16:24]) if picture.startswith(b"\x89PNG") else (5, 3)
    return float(high / max(wide, 1))


def _is_heading(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style.startswith("Heading")


def _height(block: Block, across: float) -> float:
    if isinstance(block, Picture):
        return min(block.width_mm, across) * _shape(block.data) + 3
    if isinstance(block, Table):
        return sum(_row_height(row, block, across) for row in block.rows)
    _base, _font, size, _bold, _colour, before, after, _keep = PARAGRAPHS.get(
        block.style, PARAGRAPHS["Normal"]
    )
    line = WIDE_LINE if block.style in SPACED else LINE
    room = max(across - block.indent_mm, 15) / (size * POINT_MM * LETTER)
    pieces = "".join(run.text for run in block.runs).split("\n")
    return (
        sum(max(1, math.ceil(len(piece) / room)) for piece in pieces) * size * line + before + after
    ) * POINT_MM


def _row_height(row: Row, table: Table, across: float) -> float:
    widths = table.widths_mm or (0,) * sum(cell.columns for cell in row.cells)
    share = max(across - sum(widths), 5) / max(1, list(widths).count(0))
    place, highest = 0, row.height_mm
    for cell in row.cells:
        width = sum(each or share for each in widths[place : place + cell.columns]) or share
        place += cell.columns
        highest = max(highest, sum(_height(block, width - 2) for block in cell.blocks))
    return highest + 0.8
