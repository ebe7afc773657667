"""The text of a Word document, made from its blocks, as XML to insert into a letterhead."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from confman.documents.blocks import Block, Cell, Change, Paragraph, Row, Run, Table
from confman.documents.meta import Picture
from confman.documents.word.contents import contents, headings_of
from confman.documents.word.languages import word_language
from confman.documents.word.numbering import Numbering
from confman.documents.word.template_filler import NAMED, WIDTHS
from confman.translation.languages import language_direction

# In WordprocessingML, with its pictures (data, description, width in mm) and its lists.
WordBody = tuple[str, list[tuple[bytes, str, float]], str]
MARKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
MARKED = re.compile("([\n\t])")
EMPTY = f'<w:p><w:pPr><w:pStyle w:val="{NAMED}Table Text"/></w:pPr></w:p>'
ALIGNMENTS = {"end": "right", "center": "center"}


def word_body(blocks: Sequence[Block], *, language: str, wide: bool = False) -> WordBody:
    """Return the blocks as the body of a document, with a list of contents if it is long.

    `wide` pages are landscape. Styles are given by name, pictures and lists by their index, columns by width; they are
    resolved when the document is filled.
    """
    body = _Body(language, language_direction(language) == "rtl")
    headings = headings_of(blocks, wide=wide)
    body.marks = {id(blocks[heading.place]): heading.mark for heading in headings}
    text = contents(headings) if headings else ""
    text += "".join(map(body.block, blocks))
    return text, body.pictures, body.numbering.xml


@dataclass
class _Body:
    language: str
    right_to_left: bool
    pictures: list[tuple[bytes, str, float]] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    numbering: Numbering = field(init=False)
    # Of bookmarks and tracked changes.
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.numbering = Numbering(self.language)

    def block(self, block: Block, *, keep_next: bool = False) -> str:
        if isinstance(block, Table):
            # Adjacent tables would merge without anything between them.
            return self._table(block) + self._paragraph(Paragraph("After Table", ()))
        if isinstance(block, Picture):
            self.pictures.append((block.data, block.description, block.width_mm))
            drawing = f'<w:drawing w:picture="{len(self.pictures) - 1}"/>'
            return f'<w:p><w:pPr><w:pStyle w:val="{NAMED}Picture"/></w:pPr><w:r>{drawing}</w:r></w:p>'
        number = ""
        if count := block.count:
            key = self.numbering.list_of(count)
            number = f'<w:numPr><w:ilvl w:val="{count.level}"/><w:numId w:val="{NAMED}{key}"/></w:numPr>'
        return self._paragraph(block, number, keep_next=keep_next)

    def _table(self, table: Table) -> str:
        widths = " ".join(f"{width:g}" for width in table.widths_mm)
        mirrored = "<w:bidiVisual/>" if self.right_to_left and not table.left_to_right else ""
        spans: dict[int, tuple[int, int]] = {}
        rows = "".join(self._row(row, spans) for row in table.rows)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{NAMED}{table.style}"/>{mirrored}<w:tblW w:w="0" w:type="auto"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val="{WIDTHS}{widths}"/></w:tblPr>'
            f"<w:tblGrid/>{rows}</w:tbl>"
        )

    def _row(self, row: Row, spans: dict[int, tuple[int, int]]) -> str:
        """Return a row; `spans` are the cells continued from above: by column, the remaining rows and the columns."""
        place, cells, given = 0, "", iter(row.cells)
        while True:
            if place in spans:
                rows, columns = spans.pop(place)
                cell, merge = Cell((), columns, rows), "<w:vMerge/>"
            elif (following := next(given, None)) is not None:
                cell, merge = following, '<w:vMerge w:val="restart"/>' if following.rows > 1 else ""
            else:
                break
            if cell.rows > 1:
                spans[place] = cell.rows - 1, cell.columns
            width = f'<w:tcW w:w="{place} {cell.columns}" w:type="dxa"/>'
            place += cell.columns
            span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
            fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.shade}"/>' if cell.shade else ""
            content = "".join(self.block(block, keep_next=row.keep_next) for block in cell.blocks)
            cells += f"<w:tc><w:tcPr>{width}{span}{merge}{fill}</w:tcPr>{content or EMPTY}</w:tc>"
        properties = "<w:cantSplit/>" if row.whole else ""
        if row.height_mm:
            properties += f'<w:trHeight w:val="{round(row.height_mm * 56.7)}"/>'
        properties += "<w:tblHeader/>" if row.head else ""
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _paragraph(self, paragraph: Paragraph, number: str = "", *, keep_next: bool = False) -> str:
        properties = f'<w:pStyle w:val="{NAMED}{paragraph.style}"/>'
        if paragraph.keep_next or keep_next:
            properties += "<w:keepNext/>"
        if paragraph.new_page:
            properties += "<w:pageBreakBefore/>"
        properties += number
        if paragraph.direction:
            properties += f'<w:bidi w:val="{int(paragraph.direction == "rtl")}"/>'
        if paragraph.indent_mm:
            hanging = f' w:hanging="{round(paragraph.hanging_mm * 56.7)}"' if paragraph.hanging_mm else ""
            properties += f'<w:ind w:left="{round(paragraph.indent_mm * 56.7)}"{hanging}/>'
        if paragraph.align in ALIGNMENTS:
            properties += f'<w:jc w:val="{ALIGNMENTS[paragraph.align]}"/>'
        words = "".join(map(self._run, paragraph.runs))
        for mark in filter(None, (self.marks.get(id(paragraph)), paragraph.bookmark)):
            key = next(self.numbers)
            words = f'<w:bookmarkStart w:id="{key}" w:name="{mark}"/>{words}<w:bookmarkEnd w:id="{key}"/>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{words}</w:p>"

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
        spoken = word_language(run.language or self.language)
        properties += f'<w:lang w:val="{spoken}" w:eastAsia="{spoken}" w:bidi="{spoken}"/>'
        words = "".join(
            MARKS.get(part) or f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
            for part in MARKED.split(run.text)
            if part
        )
        written = f"<w:r><w:rPr>{properties}</w:rPr>{words}</w:r>"
        return self._tracked(run.change, written) if run.change else written

    def _tracked(self, change: Change, written: str) -> str:
        at = f' w:date="{change.at}"' if change.at else ""
        if change.kind == "del":
            written = written.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        who = f'w:id="{next(self.numbers)}" w:author="{escape(change.by)}"{at}'
        return f"<w:{change.kind} {who}>{written}</w:{change.kind}>"
