"""The text of a Word document, made from its blocks, as XML to insert into a letterhead."""

import itertools
import math
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypeGuard

from django.utils.translation import gettext as _

from confman.documents.blocks import (
    Block,
    Count,
    Run,
    TableBlock,
    TableCell,
    TableRow,
    TextBlock,
    TrackedChange,
)
from confman.documents.meta import Picture
from confman.documents.word.columns import NUMBER_GAP_MM, cells_apart, column_widths
from confman.documents.word.styles import PARAGRAPHS, SPACED, TEXT_WIDTH_MM, word_language
from confman.documents.word.template_filler import NAMED, WIDTHS
from confman.translation.languages import language_direction
from confman.translation.list_marks import list_mark


@dataclass
class Numbering:
    """The lists of a text, in the order in which they begin.

    Lists of one form share a definition, and a list goes on while its numbers do: 1., 2. and 3. with all their (a) are
    one list, however many paragraphs they have. Columns that count beside each other (`Count.series`) share nothing,
    because Word has one counter for each definition.
    """

    language: str
    definitions: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    _forms: dict[tuple[str, bool, str], int] = field(default_factory=dict)
    _last: dict[int, tuple[Count, int]] = field(default_factory=dict)

    def list_of(self, count: Count) -> int:
        """Return the index of the list to which a paragraph belongs, which it may begin."""
        form = self._form_of(count)
        last, key = self._last.get(form, (None, -1))
        if last is None or (last.name, last.start) != (count.name, count.start):
            goes_on = last is not None and count.level == 0 and count.start == last.start + 1
            if not goes_on:
                key = self._begin(form, count)
        self._last[form] = count, key
        return key

    @property
    def xml(self) -> str:
        """The definitions and then the lists, numbered from 0."""
        return "".join((*self.definitions, *self.lists))

    def _form_of(self, count: Count) -> int:
        mark = list_mark(count.language or self.language)
        key = (count.series, count.start > 0, mark)
        if key not in self._forms:
            self._forms[key] = len(self._forms)
            self.definitions.append(_definition(self._forms[key], mark, numbered=count.start > 0))
        return self._forms[key]

    def _begin(self, form: int, count: Count) -> int:
        """Begin a list: what makes it count again stands at the list. A level below begins again by itself."""
        starts = {0: count.start} if count.start else {1: 1}
        starts |= dict.fromkeys(range(1, count.level + 1), 1)
        anew = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level, start in starts.items()
        )
        key = len(self.lists)
        self.lists.append(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{form}"/>{anew}</w:num>')
        return key


def _definition(key: int, mark: str, *, numbered: bool) -> str:
    forms = [
        ("decimal", "%1.") if numbered else ("none", ""),
        ("lowerLetter", mark % "%2"),
        ("lowerRoman", mark % "%3"),
    ]
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{510 + 454 * level}" w:hanging="{454 if level else 510}"/></w:pPr></w:lvl>'
        for level, (form, text) in enumerate(forms)
    )
    return f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


# In WordprocessingML, with its pictures (data, description, width in mm) and its lists.
WordBody = tuple[str, list[tuple[bytes, str, float]], str]
MARKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
MARKED = re.compile("([\n\t])")
EMPTY = (TextBlock("Table Text", ()),)
# As far in points a paragraph stands below a table, unless its style says more.
BELOW_TABLE = 8
ALIGNMENTS = {"end": "right", "center": "center"}
NUMBER_GAP = f'<w:tcMar><w:right w:w="{round(NUMBER_GAP_MM * 56.7)}" w:type="dxa"/></w:tcMar>'


def word_body(blocks: Sequence[Block], *, language: str, wide: bool = False) -> WordBody:
    """Return the blocks as the body of a document, with a list of contents if it is long.

    `wide` pages are landscape. Styles are given by name, pictures and lists by their index, columns by width; they are
    resolved when the document is filled.
    """
    across = WIDE_TEXT_MM if wide else TEXT_WIDTH_MM
    body = _Body(language, language_direction(language) == "rtl", across)
    depth = depth_of_contents(blocks)
    headings = headings_of(blocks, LEVELS[:depth], wide=wide)
    body.marks = {id(blocks[heading.place]): heading.mark for heading in headings}
    # The hundreds of runs of a list of contents say their language at once, as those of the text do.
    said = f"<w:r><w:rPr>{_spoken(language)}</w:rPr>"
    text = contents(headings, depth).replace("<w:r>", said) if headings else ""
    text += body.blocks(blocks)
    return text, body.pictures, body.numbering.xml


@dataclass
class _Body:
    language: str
    right_to_left: bool
    across: float
    pictures: list[tuple[bytes, str, float]] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    numbering: Numbering = field(init=False)
    # Of bookmarks and tracked changes.
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.numbering = Numbering(self.language)

    def blocks(self, blocks: Sequence[Block], *, keep_next: bool = False) -> str:
        """Return blocks; what follows a table keeps its distance from it."""
        text, before = "", None
        for block in blocks:
            if isinstance(before, TableBlock) and isinstance(block, TableBlock):
                # Adjacent tables would merge without anything between them.
                text += self._paragraph(TextBlock("After Table", ()), keep_next=before.rows[-1].keep_next)
            follows = isinstance(before, TableBlock)
            text += self._block(block, keep_next=keep_next, below_table=follows)
            before = block
        # A body, or a cell, ends with a paragraph.
        return text + (
            self._paragraph(TextBlock("After Table", ()), keep_next=before.rows[-1].keep_next)
            if isinstance(before, TableBlock)
            else ""
        )

    def _block(self, block: Block, *, keep_next: bool = False, below_table: bool = False) -> str:
        if isinstance(block, TableBlock):
            return self._table(block)
        if isinstance(block, Picture):
            self.pictures.append((block.data, block.description, block.width_mm))
            drawing = f'<w:drawing w:picture="{len(self.pictures) - 1}"/>'
            return f'<w:p><w:pPr><w:pStyle w:val="{NAMED}Picture"/></w:pPr><w:r>{drawing}</w:r></w:p>'
        number = ""
        if count := block.count:
            key = self.numbering.list_of(count)
            number = f'<w:numPr><w:ilvl w:val="{count.level}"/><w:numId w:val="{NAMED}{key}"/></w:numPr>'
        return self._paragraph(block, number, keep_next=keep_next, below_table=below_table)

    def _table(self, table: TableBlock) -> str:
        widths = " ".join(f"{width:g}" for width in column_widths(table, self.across))
        mirrored = "<w:bidiVisual/>" if self.right_to_left and not table.left_to_right else ""
        spans: dict[int, tuple[int, int]] = {}
        unruled: set[int] = set()
        rows = "".join(self._row(row, spans, unruled) for row in table.rows)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{NAMED}{table.style}"/>{mirrored}<w:tblW w:w="0" w:type="auto"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val="{WIDTHS}{widths}"/></w:tblPr>'
            f"<w:tblGrid/>{rows}</w:tbl>"
        )

    def _row(self, row: TableRow, spans: dict[int, tuple[int, int]], unruled: set[int]) -> str:
        """Return a row; `spans` are the cells continued from above: by column, the remaining rows and the columns.

        `unruled` are the columns with no rule above, and afterwards those with none below.
        """
        above = unruled.copy()
        unruled.clear()
        apart = {id(cell) for cell in cells_apart(row)}
        column, cells, cells_of_row = 0, "", iter(row.cells)
        while True:
            if column in spans:
                rows, columns = spans.pop(column)
                cell, merge = TableCell((), columns, rows), "<w:vMerge/>"
            elif (following := next(cells_of_row, None)) is not None:
                cell, merge = following, '<w:vMerge w:val="restart"/>' if following.rows > 1 else ""
            else:
                break
            if cell.rows > 1:
                spans[column] = cell.rows - 1, cell.columns
            width = f'<w:tcW w:w="{column} {cell.columns}" w:type="dxa"/>'
            sides = (("top", column in above), ("bottom", row.open or cell.open))
            nil = "".join(f'<w:{side} w:val="nil"/>' for side, is_open in sides if is_open)
            rules = f"<w:tcBorders>{nil}</w:tcBorders>" if nil else ""
            if row.open or cell.open:
                unruled.update(range(column, column + cell.columns))
            column += cell.columns
            span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
            fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.shade}"/>' if cell.shade else ""
            # An empty cell is kept, too: Word asks the first cell of a row whether the row stays with the next.
            content = self.blocks(cell.blocks or EMPTY, keep_next=row.keep_next)
            gap = NUMBER_GAP if id(cell) in apart else ""
            cells += f"<w:tc><w:tcPr>{width}{span}{merge}{rules}{fill}{gap}</w:tcPr>{content}</w:tc>"
        properties = "<w:cantSplit/>" if row.whole else ""
        if row.height_mm:
            properties += f'<w:trHeight w:val="{round(row.height_mm * 56.7)}"/>'
        properties += "<w:tblHeader/>" if row.head else ""
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _paragraph(
        self, paragraph: TextBlock, number: str = "", *, keep_next: bool = False, below_table: bool = False
    ) -> str:
        properties = f'<w:pStyle w:val="{NAMED}{paragraph.style}"/>'
        if paragraph.keep_next or keep_next:
            properties += "<w:keepNext/>"
        if paragraph.new_page:
            properties += "<w:pageBreakBefore/>"
        properties += number
        if paragraph.direction:
            properties += f'<w:bidi w:val="{int(paragraph.direction == "rtl")}"/>'
        if below_table and PARAGRAPHS.get(paragraph.style, PARAGRAPHS["Normal"])[5] < BELOW_TABLE:
            properties += f'<w:spacing w:before="{BELOW_TABLE * 20}"/>'
        if paragraph.indent_mm:
            hanging = f' w:hanging="{round(paragraph.hanging_mm * 56.7)}"' if paragraph.hanging_mm else ""
            properties += f'<w:ind w:left="{round(paragraph.indent_mm * 56.7)}"{hanging}/>'
        if paragraph.count and paragraph.indent_mm:
            # Items of a list within a paragraph stand close.
            properties += "<w:contextualSpacing/>"
        if paragraph.align in ALIGNMENTS:
            properties += f'<w:jc w:val="{ALIGNMENTS[paragraph.align]}"/>'
        markup = "".join(map(self._run, paragraph.runs))
        for mark in filter(None, (self.marks.get(id(paragraph)), paragraph.bookmark)):
            key = next(self.numbers)
            markup = f'<w:bookmarkStart w:id="{key}" w:name="{mark}"/>{markup}<w:bookmarkEnd w:id="{key}"/>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{markup}</w:p>"

    def _run(self, run: Run) -> str:
        properties = "".join(
            (
                "<w:b/><w:bCs/>" if run.bold else "",
                "<w:i/><w:iCs/>" if run.italic else "",
                "<w:strike/>" if run.struck else "",
                f'<w:color w:val="{run.colour}"/>' if run.colour else "",
                '<w:u w:val="single"/>' if run.underlined else "",
            )
        )
        properties += _spoken(run.language or self.language)
        texts = "".join(
            MARKS.get(part) or f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
            for part in MARKED.split(run.text)
            if part
        )
        markup = f"<w:r><w:rPr>{properties}</w:rPr>{texts}</w:r>"
        return self._tracked(run.change, markup) if run.change else markup

    def _tracked(self, change: TrackedChange, markup: str) -> str:
        at = f' w:date="{change.at}"' if change.at else ""
        if change.kind == "del":
            markup = markup.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        attributes = f'w:id="{next(self.numbers)}" w:author="{escape(change.by)}"{at}'
        return f"<w:{change.kind} {attributes}>{markup}</w:{change.kind}>"


def _spoken(language: str) -> str:
    tag = word_language(language)
    return f'<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="{tag}"/>'


# A document has a list of contents if it has more pages and at least this many headings.
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


def depth_of_contents(blocks: Sequence[Block]) -> int:
    """Return how many levels of headings a list of contents names.

    Where most of the lower level stand more than once ("Materials" of each session), they would tell nothing.
    """
    below = Counter(_text_of(block) for block in blocks if _is_of(block, LEVELS[-1:]))
    repeated = sum(count for count in below.values() if count > 1)
    return len(LEVELS) - (repeated * 2 > below.total())


def headings_of(blocks: Sequence[Block], levels: Sequence[str], *, wide: bool) -> list[Heading]:
    """Return the headings for a list of contents; none for a document that is short or has few."""
    number = sum(_is_of(block, levels) for block in blocks)
    if number < FEWEST_HEADINGS:
        return []
    pages = _pages(blocks, number, wide=wide)
    if pages[-1] <= MAX_PAGES:
        return []
    return [
        Heading(index, LEVELS.index(block.style) + 1, _text_of(block), pages[index])
        for index, block in enumerate(blocks)
        if _is_of(block, levels)
    ]


def _is_of(block: Block, levels: Sequence[str]) -> TypeGuard[TextBlock]:
    return isinstance(block, TextBlock) and block.style in levels


def _text_of(block: TextBlock) -> str:
    return " ".join("".join(run.text for run in block.runs).split())


def contents(headings: Sequence[Heading], depth: int) -> str:
    """Return the list as WordprocessingML, in the frame by which Word offers to update it.

    Word counts the pages again when the file is opened, and LibreOffice always; the numbers written here are for
    programs that do neither. They are estimated from the length of the text, since laying it out would take as long as
    the PDF.
    """
    lines = "".join(_line(heading, depth if heading is headings[0] else 0) for heading in headings)
    run = f"<w:r><w:t>{escape(_('Contents'))}</w:t></w:r>"
    title = f'<w:p><w:pPr><w:pStyle w:val="{NAMED}TOC Heading"/></w:pPr>{run}</w:p>'
    end = f'<w:p><w:pPr><w:pStyle w:val="{NAMED}After Table"/></w:pPr>{_field("end")}</w:p>'
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{title}{lines}{end}</w:sdtContent></w:sdt>"
    )


def _line(heading: Heading, depth: int) -> str:
    """Return a line; the first begins the field, and so has the depth of the list."""
    code = rf'TOC \o "1-{depth}" \h \z'
    begin = _field("begin") + _code(code) + _field("separate") if depth else ""
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
    pages = []
    for block in blocks:
        begins = isinstance(block, TextBlock) and block.new_page
        heights = (
            [_row_height(row, block, across) for row in block.rows]
            if isinstance(block, TableBlock)
            else [_height(block, across)]
        )
        for number, height in enumerate(heights):
            # A heading stays with two lines of what follows.
            if (begins and at > 0) or at + height + (14 if _is_heading(block) else 0) > high:
                page, at = page + 1, 0
            if number == 0:
                pages.append(page)
            page, at = page + int((at + height) // high), (at + height) % high
            begins = False
    return pages or [1]


def _shape(picture: bytes) -> float:
    """Return the height of a picture by its width: of a PNG as its header says it."""
    wide, high = struct.unpack(">II", picture[16:24]) if picture.startswith(b"\x89PNG") else (5, 3)
    return float(high / max(wide, 1))


def _is_heading(block: Block) -> bool:
    return isinstance(block, TextBlock) and block.style.startswith("Heading")


def _height(block: Block, across: float) -> float:
    if isinstance(block, Picture):
        return min(block.width_mm, across) * _shape(block.data) + 3
    if isinstance(block, TableBlock):
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


def _row_height(row: TableRow, table: TableBlock, across: float) -> float:
    widths = table.widths_mm or (0,) * sum(cell.columns for cell in row.cells)
    share = max(across - sum(widths), 5) / max(1, list(widths).count(0))
    column, highest = 0, row.height_mm
    for cell in row.cells:
        width = sum(width_mm or share for width_mm in widths[column : column + cell.columns]) or share
        column += cell.columns
        highest = max(highest, sum(_height(block, width - 2) for block in cell.blocks))
    return highest + 0.8
