"""The Word template of the document in two columns: one table, its paragraphs counted by Word in each column."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from confman.documents.word.blocks import Column, WordTemplate
from confman.documents.word.filling import AFTER_BIDI
from confman.documents.word.jinja import statement, value
from outcomes.publication.documents.word_templates import COLUMN_IDS, count, define_counting, marked

# Between text and the edge of its column, in twentieths of a point.
GUTTER = 130
STYLES = {"heading": "Heading 1", "subheading": "Heading 2", "text": "Normal", "fact": "Below"}


def two_columns_template(language: str) -> bytes:
    """A table of two columns: a row for each paragraph, so that an editor moves both languages together."""
    word = WordTemplate(language, watermark=True)
    define_counting(word.document, columns=2)
    table = word.new_table([Column(""), Column("")])
    table._tbl.tblPr.append(
        parse_xml(
            f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{GUTTER}" w:type="dxa"/>'
            f'<w:right w:w="{GUTTER}" w:type="dxa"/></w:tblCellMar>'
        )
    )
    head, title = table.rows[0], table.add_row()
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    for number in range(2):
        _write(head.cells[number].paragraphs[0], "Table Head", f"document.heads[{number}]")
        _write(title.cells[number].paragraphs[0], "Heading 1", f"document.titles[{number}]")
    table.add_row().cells[0].text = statement("for row in document.rows", over="tr")
    row = table.add_row()
    whole = OxmlElement("w:cantSplit")
    whole.set(qn("w:val"), value("0 if row.is_long else 1"))
    row._tr.get_or_add_trPr().append(whole)
    for number, name in enumerate(("first", "second")):
        _cell(row.cells[number], f"row.{name}", offset=number * COLUMN_IDS)
    table.add_row().cells[0].text = statement("endfor", over="tr")
    word.document.add_paragraph(style="After Table")
    word.credits()
    return word.to_bytes()


def _cell(cell: Any, side: str, *, offset: int) -> None:
    """Of the kinds of paragraph that a row may be, the one that it is."""
    _when(cell, "row.kind == 'line' and row.list_id")
    paragraph = _write(cell.add_paragraph(), "List Number", side)
    count(paragraph, level=value("row.level"), list_id=value(f"row.list_id + {offset}"))
    _otherwise(cell, "row.kind == 'line'")
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(9)
    _write(paragraph, "Normal", side, text=f"{value(f'{side}.label')} {value(f'{side}.text')}")
    for kind, style in STYLES.items():
        _otherwise(cell, f"row.kind == '{kind}'")
        _write(cell.add_paragraph(), style, side)
    cell.add_paragraph(statement("endif", over="p"))
    cell._tc.remove(cell.paragraphs[0]._p)


def _when(cell: Any, condition: str) -> None:
    cell.add_paragraph(statement(f"if {condition}", over="p"))


def _otherwise(cell: Any, condition: str) -> None:
    cell.add_paragraph(statement(f"elif {condition}", over="p"))


def _write(paragraph: Any, style: str, side: str, *, text: str = "") -> Any:
    paragraph.style = style
    # Each side begins where its language does, whatever the document's.
    direction = OxmlElement("w:bidi")
    direction.set(qn("w:val"), value(f"1 if {side}.direction == 'rtl' else 0"))
    paragraph._p.get_or_add_pPr().insert_element_before(direction, *AFTER_BIDI)
    return marked(paragraph, text or value(f"{side}.text"), f"{side}.word_language")
