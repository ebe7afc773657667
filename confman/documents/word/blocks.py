"""Word templates: the letterhead around a text, and building blocks of those that say more than that.

Most documents are written onto `letterhead`. A kind whose Word has a form of its own, as letters do, describes its
template as a function of the language:

    def letters_template(language: str) -> bytes:
        word = WordTemplate(language, masthead=False)
        with word.for_each("letter in document.letters"):
            word.paragraph("{{ letter.salutation }}")
            word.table(
                [Column(_("What"), 28), Column(_("Which"))],
                each="fact in letter.facts",
                cells=["{{ fact.label }}", ["{{ fact.value }}", "{{ fact.note }}"]],
            )
        return word.to_bytes()

Words of the template are translated when it is made, so the function runs in the document's language.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from confman.documents.word.filling import BODY, mark_language
from confman.documents.word.jinja import statement, value
from confman.documents.word.languages import word_language
from confman.documents.word.styles import styled_document
from confman.documents.word.watermark import add_watermark
from confman.translation.languages import language_direction

TEXT_WIDTH_MM = 166.0
ALIGNMENTS = {"start": None, "end": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}


@dataclass(frozen=True)
class Styled:
    """A paragraph of a cell in a style of its own, perhaps under a condition."""

    text: str
    style: str
    condition: str = ""


# A paragraph of a cell: its text, or the condition under which it stands, and its text; or one in a style of its own.
Line = str | tuple[str, str] | Styled
Cell = str | Sequence[Line]


@dataclass(frozen=True)
class Column:
    """A column of a table. Those without a width share what is left."""

    title: Any
    width_mm: float = 0
    align: str = "start"  # or "end", "center"


def letterhead(
    language: str, *, masthead: bool = True, landscape: bool = False, watermark: bool = False
) -> bytes:
    """The page around a text that is described by its HTML template: masthead, title, place of the text, credits."""
    word = WordTemplate(language, masthead=masthead, landscape=landscape, watermark=watermark)
    word.body()
    word.credits()
    return word.to_bytes()


def draft_letterhead(language: str) -> bytes:
    """The same, for what is marked as a draft across every page."""
    return letterhead(language, watermark=True)


class WordTemplate:
    """A .docx template under construction: A4, styles, masthead, header and footer are there already."""

    def __init__(
        self, language: str, *, masthead: bool = True, landscape: bool = False, watermark: bool = False
    ) -> None:
        self.language = language
        self.right_to_left = language_direction(language) == "rtl"
        self.width_mm = 297 - 44.0 if landscape else TEXT_WIDTH_MM
        self.document = styled_document(right_to_left=self.right_to_left)
        mark_language(self.document.styles, word_language(language), right_to_left=self.right_to_left)
        self._page(landscape, apart=masthead)
        if watermark:
            add_watermark(self.document, _("DRAFT"), condition="meta.draft")
        properties = self.document.core_properties
        properties.title, properties.author = "{{ meta.title }}", "{{ meta.masthead.organizer }}"
        properties.subject, properties.comments = "{{ meta.masthead.conference }}", ""
        properties.language = word_language(language)
        if masthead:
            self.masthead()

    # --- What stands in the text ---------------------------------------------------------------------

    def body(self) -> None:
        """The place of the text that the HTML template describes."""
        self.paragraph(value(BODY))

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; level 1 is the first below the document's title."""
        self.paragraph(text, f"Heading {level}")

    def paragraph(self, text: str, style: str = "Normal", *, new_page: bool = False) -> None:
        """A paragraph. Styles of ours: Normal, Small, Note, Subtitle, Caption, Label. It may begin a page."""
        paragraph = self.document.add_paragraph(text, style=style)
        if new_page:
            paragraph.paragraph_format.page_break_before = True

    def bullet(self, text: str) -> None:
        """A line of a list."""
        self.paragraph(text, "List Bullet")

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def picture(self, expression: str) -> None:
        """A Picture of the dataclass, e.g. "document.chart"; nothing where there is none."""
        with self.when(expression):
            self.document.add_paragraph(value(expression), style="Picture")

    @contextmanager
    def for_each(self, loop: str) -> Iterator[None]:
        """What is added meanwhile is repeated: `for_each("day in document.days")`."""
        self.document.add_paragraph(statement(f"for {loop}", over="p"))
        yield
        self.document.add_paragraph(statement("endfor", over="p"))

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """What is added meanwhile stands only where the condition holds: `when("day.note")`."""
        self.document.add_paragraph(statement(f"if {condition}", over="p"))
        yield
        self.document.add_paragraph(statement("endif", over="p"))

    def table(
        self,
        columns: Sequence[Column],
        *,
        each: str,
        cells: Sequence[Cell],
        head: bool = True,
        style: str = "Table Text",
    ) -> None:
        """A table with a row for `each`, e.g. "item in day.items"; its head is repeated on every page.

        A cell is one paragraph or several; one that would be empty vanishes, if it is not the cell's first."""
        if len(columns) != len(cells):
            raise ValueError("A table needs a cell for each of its columns.")
        table = self.new_table(columns)
        if head:
            row = table.rows[0]
            for column, cell in zip(columns, row.cells, strict=True):
                self._write(cell, [str(column.title)], column, style="Table Head")
            _row_property(row, "w:tblHeader")
        else:
            table._tbl.remove(table.rows[0]._tr)
        table.add_row().cells[0].text = statement(f"for {each}", over="tr")
        row = table.add_row()
        _row_property(row, "w:cantSplit")
        for column, cell, content in zip(columns, row.cells, cells, strict=True):
            self._write(cell, [content] if isinstance(content, str) else list(content), column, style=style)
        table.add_row().cells[0].text = statement("endfor", over="tr")
        self.document.add_paragraph(style="After Table")

    # --- What stands on every document ---------------------------------------------------------------

    def masthead(self) -> None:
        """Organizer and symbol; conference, Distr., date and original language; then title and subtitle."""
        wide = self.width_mm - 48
        head = self.new_table([Column("", wide), Column("", 48, "end")], style="Masthead")
        self._write(
            head.cell(0, 0),
            [("meta.masthead.logo", value("meta.masthead.logo")), value("meta.masthead.organizer") + " "],
            Column(""),
            style="Organizer",
        )
        self._write(head.cell(0, 1), ["{{ meta.masthead.symbol }}"], Column("", align="end"), style="Symbol")
        row = head.add_row()
        self._write(
            row.cells[0],
            ["{{ meta.masthead.conference }}", "{{ meta.masthead.place_and_dates }}"],
            Column(""),
            style="Small",
        )
        row.cells[0].paragraphs[0].style = "Conference"
        facts: list[Line] = [
            ("meta.masthead.distribution", f"{_('Distr.:')} {value('meta.masthead.distribution')}"),
            "{{ meta.masthead.date }}",
            (
                "meta.masthead.original_language",
                f"{_('Original:')} {value('meta.masthead.original_language')}",
            ),
        ]
        self._write(row.cells[1], facts, Column(""), style="Small")
        for text in (
            statement("if meta.sample or meta.draft", over="p"),
            mark(),
            statement("endif", over="p"),
        ):
            row.cells[1].add_paragraph(text, style="Mark")
        self.document.add_paragraph("{{ meta.title }}", style="Title")
        with self.when("meta.subtitle"):
            self.document.add_paragraph("{{ meta.subtitle }}", style="Subtitle")
        with self.when("meta.note"):
            self.document.add_paragraph("{{ meta.note }}", style="Note")

    def credits(self) -> None:
        """The credit lines that partners require."""
        with self.for_each("credit in meta.masthead.credit_lines"):
            self.picture("credit.logo")
            self.document.add_paragraph("{{ credit.text }}", style="Small")

    def to_bytes(self) -> bytes:
        """The finished template."""
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()

    # --- How -----------------------------------------------------------------------------------------

    def _page(self, landscape: bool, apart: bool) -> None:
        """`apart`: the first page has its masthead, and no header."""
        section = self.document.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin, section.bottom_margin = Mm(24), Mm(22)
        section.header_distance = section.footer_distance = Mm(11)
        section.different_first_page_header_footer = apart
        self._line(section.header, value("meta.masthead.symbol or meta.masthead.organizer") + "\t" + mark())
        for footer in (section.footer, section.first_page_footer) if apart else (section.footer,):
            paragraph = self._line(footer, "{{ meta.title }}\t")
            for part in ("PAGE", " / ", "NUMPAGES"):
                _field(paragraph, part) if part.strip() != "/" else paragraph.add_run(part)
        if self.right_to_left:
            grid = section._sectPr.find(qn("w:docGrid"))
            section._sectPr.insert(section._sectPr.index(grid), OxmlElement("w:bidi"))

    def _line(self, place: Any, text: str) -> Any:
        paragraph = place.paragraphs[0]
        paragraph.style = "Page Line"
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(self.width_mm), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(text)
        return paragraph

    def new_table(self, columns: Sequence[Column], style: str = "Rows") -> Any:
        table = self.document.add_table(rows=1, cols=len(columns))
        table.style = style
        table.autofit = False
        if self.right_to_left:
            table._tbl.tblPr.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))
        fixed = sum(column.width_mm for column in columns)
        open_columns = sum(1 for column in columns if not column.width_mm)
        share = (self.width_mm - fixed) / open_columns if open_columns else 0
        for number, column in enumerate(columns):
            table.columns[number].width = table.cell(0, number).width = Mm(column.width_mm or share)
        return table

    def _write(self, cell: Any, lines: Sequence[Line], column: Column, *, style: str) -> None:
        """Fill a cell with paragraphs. One of a single value, but for the first, goes where that is empty."""
        texts: list[tuple[str, str]] = []
        for number, line in enumerate(lines):
            own = style
            if isinstance(line, Styled):
                condition, text, own = line.condition, line.text, line.style
            else:
                condition, text = line if isinstance(line, tuple) else ("", line)
            lone = text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1
            if not condition and number and lone:
                condition = text[2:-2].strip()
            if condition:
                begin, end = statement(f"if {condition}", over="p"), statement("endif", over="p")
                texts += [(begin, style), (text, own), (end, style)]
            else:
                texts.append((text, own))
        for number, (text, own) in enumerate(texts):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.text, paragraph.style = text, own
            paragraph.alignment = ALIGNMENTS[column.align]


def mark() -> str:
    """What a template says of a document that is a sample or a draft, on every page."""
    return f"{{% if meta.sample %}}{sample_word()}{{% elif meta.draft %}}{_('DRAFT')}{{% endif %}}"


def sample_word() -> str:
    """SAMPLE, and the same in the language of the document."""
    translated = _("SAMPLE")
    return "SAMPLE" if translated == "SAMPLE" else f"SAMPLE · {translated}"


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _field(paragraph: Any, instruction: str) -> None:
    """A field that Word computes, such as PAGE."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("result", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "result":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
