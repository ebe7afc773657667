"""A page on paper and in Word comes from one template, so that both say the same, in the look that it gives them."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from confman.documents.blocks import TableBlock, TextBlock
from confman.documents.meta import DocumentMeta, Masthead, Picture
from confman.documents.rendering.docx import render_docx
from confman.documents.rendering.page_reader import read_page
from confman.documents.rendering.pdf import render_html
from confman.documents.rendering.qr import qr_png
from confman.documents.word.blocks import letterhead
from confman.documents.word.body import word_body
from tests.documents.kinds import Programme

PAGE = "tests/blocks.html"
HEADING = "Smith & <Sons> {{ meta.title }}"


def data_with(heading: str = HEADING) -> Programme:
    chart = Picture(qr_png("x"), "A code", width_mm=50)
    return Programme(DocumentMeta("Title", "en", Masthead("Organizer", "Conference", "")), heading, (), chart)


def made(language: str = "en", template: bytes | None = None, *, custom: bool = False) -> Any:
    content = render_docx(
        template or letterhead(language), data_with(), language=language, page=PAGE, custom=custom
    )
    return Document(io.BytesIO(content))


@pytest.fixture
def word() -> Any:
    return made()


def paragraph(word: Any, text: str) -> Any:
    return next(p for p in word.paragraphs if p.text == text)


def property_of(paragraph: Any, name: str) -> Any:
    return paragraph._p.pPr.find(qn(name))


def test_headings_paragraphs_and_lists_have_the_styles_of_the_letterhead(word: Any) -> None:
    styles = [(p.style.name, p.text) for p in word.paragraphs if p.text]
    assert styles[: styles.index(("List Bullet", "Marked"))] == [
        ("Title", "Title"),
        ("Heading 1", "First"),
        ("Normal", f"Before bold, late and слово & {HEADING}."),
        ("Normal", "Nearby"),
        ("Normal", "Word alone"),
    ]
    assert ("Normal", "(a)\tLabelled") in styles and ("Normal", "(b)\tIn a box") in styles
    assert ("Heading 2", "Kept") in styles


def test_what_word_alone_says_stands_on_no_paper() -> None:
    page = render_html(PAGE, data_with(), language="en")
    assert "Paper alone" in page and "Word alone" not in page


def test_runs_have_their_look_and_their_language(word: Any) -> None:
    runs = {run.text: run for run in paragraph(word, f"Before bold, late and слово & {HEADING}.").runs}
    assert runs["bold"].bold and runs["late"].bold and str(runs["late"].font.color.rgb) == "9B1C1C"
    assert runs[HEADING].italic
    languages = {text: run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for text, run in runs.items()}
    assert languages["слово"] == "ru-RU" and languages["bold"] == "en-GB"


def test_a_table_has_its_columns_a_repeated_head_and_whole_rows(word: Any) -> None:
    table = next(table for table in word.tables if table.cell(0, 0).text == "What")
    head, first, long = (row._tr.trPr for row in table.rows)
    assert head.find(qn("w:tblHeader")) is not None and first.find(qn("w:tblHeader")) is None
    assert first.find(qn("w:cantSplit")) is not None and long.find(qn("w:cantSplit")) is None
    assert [round(column.width.mm) for column in table.columns] == [30, 136]
    assert [p.text for p in table.cell(1, 1).paragraphs] == ["Line\nafter line", "below"]
    label, value = (table.cell(2, place).paragraphs[0] for place in (0, 1))
    assert label.runs[0].bold and not table.cell(1, 0).paragraphs[0].runs[0].bold
    assert property_of(value, "w:bidi").get(qn("w:val")) == "1"
    assert value.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar-SA"


def test_cells_go_over_rows_and_columns(word: Any) -> None:
    table = next(table for table in word.tables if table.cell(0, 0).text == "Tall")
    assert table.style.name == "Grid" and len(table.columns) == 3
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Tall", "Wide", "Wide"],
        ["Tall", "", "Last"],
    ]
    assert [round(row.height.mm) for row in table.rows] == [30, 30]


def test_cells_without_a_row_are_one_and_a_label_alone_has_no_tab(word: Any) -> None:
    table = next(table for table in word.tables if table.cell(0, 0).text == "Left")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Left", "fixed"]]


def test_what_belongs_together_is_kept_and_pages_begin_where_paper_has_them(word: Any) -> None:
    kept = [p.text for p in word.paragraphs if property_of(p, "w:keepNext") is not None]
    assert kept == [f"Before bold, late and слово & {HEADING}.", "Kept", "together", "First of a draft"]
    begun = [p.text for p in word.paragraphs if property_of(p, "w:pageBreakBefore") is not None]
    assert begun == ["Second"]


@pytest.mark.parametrize("last", ["<p>Words</p>", "<table><tr><td>Cell</td></tr></table>"])
def test_the_credits_of_a_letterhead_stay_on_the_page_of_what_they_follow(last: str) -> None:
    text, _pictures, _numbering = word_body(read_page(f"<main>{last}</main>"), language="en")
    assert all("<w:keepNext/>" in part for part in text.split("</w:p>")[:-1])


def test_the_rows_of_a_table_that_is_whole_on_paper_stay_together_with_their_empty_cells(word: Any) -> None:
    table = next(table for table in word.tables if table.cell(0, 1).text == "Signed")
    kept = [
        [property_of(cell.paragraphs[0], "w:keepNext") is not None for cell in row.cells]
        for row in table.rows
    ]
    assert kept == [[True, True], [True, True], [False, False]]


def test_pictures_are_described_and_as_wide_as_on_paper(word: Any) -> None:
    shapes = list(word.inline_shapes)
    assert [round(shape.width.mm) for shape in shapes] == [50, 20], "the second is as high as it may be"
    assert shapes[0]._inline.docPr.get("descr") == "A code"


def test_word_counts_lists_each_from_where_it_begins(word: Any) -> None:
    numbering = word.part.numbering_part.element
    counted = [
        (p.text, p._p.pPr.numPr.numId.val, p._p.pPr.numPr.ilvl.val)
        for p in word.paragraphs
        if property_of(p, "w:numPr") is not None
    ]
    assert [text for text, _list, _level in counted] == ["Seventh", "First below"] * 2 + ["First of a draft"]
    assert [level for _text, _list, level in counted] == [0, 1, 0, 1, 1]
    lists = list(dict.fromkeys(number for _text, number, _level in counted))
    assert len(lists) == 3
    forms = {
        one.get(qn("w:abstractNumId")): one.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").get(qn("w:val"))
        for one in numbering.findall(qn("w:abstractNum"))
    }
    first, second, draft = (
        (
            forms[number.abstractNumId.get(qn("w:val"))],
            [each.val for each in number.iter(qn("w:startOverride"))],
        )
        for number in numbering.findall(qn("w:num"))
        if number.numId in lists
    )
    assert first == second == ("decimal", [7]), "each says where it begins, else they would count on"
    assert draft == ("none", [1])


def test_a_counted_heading_stays_a_heading_and_an_item_in_a_list_keeps_its_indent() -> None:
    page = (
        "<style>ul { list-style: none; padding-inline-start: 9mm }</style><main>"
        '<h3 data-list="item 4" data-series="items" data-start="4" data-level="0">Fourth</h3>'
        '<ul><li data-list="agenda" data-series="agenda" data-start="1" data-level="0">Below</li></ul></main>'
    )
    heading, item = read_page(page)
    assert isinstance(heading, TextBlock) and isinstance(item, TextBlock)
    assert (heading.style, heading.count and heading.count.start, heading.indent_mm) == ("Heading 2", 4, 0)
    assert (item.style, item.indent_mm, item.hanging_mm) == ("List Number", 18, 9)


def test_a_row_without_a_rule_below_it_is_open_and_a_group_of_heads_is_a_head() -> None:
    page = (
        "<style>.listed { display: table } .head { display: table-header-group } .head > div { display: table-cell }"
        " .begins td { border-bottom: 0 }</style><main>"
        '<ul class="listed"><li class="head"><div>Name</div></li></ul>'
        '<table><tr class="begins"><td>One</td></tr><tr><td>Two</td></tr></table></main>'
    )
    listed, table = read_page(page)
    assert isinstance(listed, TableBlock) and isinstance(table, TableBlock)
    assert [row.head for row in listed.rows] == [True]
    assert [row.open for row in table.rows] == [True, False]


def test_lists_of_one_form_share_its_definition(word: Any) -> None:
    """A text of a thousand recommendations has a thousand lists, and two forms of them."""
    empty = len(Document().part.numbering_part.element.findall(qn("w:abstractNum")))
    assert len(word.part.numbering_part.element.findall(qn("w:abstractNum"))) == empty + 2


def test_from_right_to_left_tables_are_mirrored() -> None:
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in made("ar").tables)


def test_a_letterhead_of_ones_own_keeps_its_margins_and_may_lack_styles() -> None:
    own = Document(io.BytesIO(letterhead("en")))
    own.add_paragraph("Bank: 12345")
    own.styles["Table Text"].delete()
    own.sections[0].left_margin = own.sections[0].page_width // 2
    target = io.BytesIO()
    own.save(target)
    word = made(template=target.getvalue(), custom=True)
    assert word.paragraphs[-1].text == "Bank: 12345"
    table = next(table for table in word.tables if table.cell(0, 0).text == "What")
    section = own.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in table.columns) == pytest.approx(room, rel=0.01)
    assert table.cell(1, 0).paragraphs[0].style.name == "Normal"


def test_control_characters_of_pasted_text_are_dropped() -> None:
    content = render_docx(letterhead("en"), data_with("Ti\x0btle\x00 \ufffe\ud800"), language="en", page=PAGE)
    assert any("Title" in p.text for p in Document(io.BytesIO(content)).paragraphs)
