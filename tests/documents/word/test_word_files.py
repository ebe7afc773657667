"""Word files that an editor goes on with: their properties, lists, contents, styles and fonts, as Word finds them."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph as Word

from confman.documents.blocks import Count, Run, TableBlock, TableCell, TableRow, TextBlock, TrackedChange
from confman.documents.domain.builder import build_document
from confman.documents.rendering.docx import render_docx
from confman.documents.word.blocks import letterhead
from confman.documents.word.body import word_body
from confman.documents.word.columns import NUMBER_GAP_MM, column_widths
from confman.documents.word.styles import BESIDE_NUMBER_MM, TEXT_WIDTH_MM, styled_document
from tests.documents.kinds import LONG, Line
from tests.documents.own_templates import template_with
from tests.documents.word.test_word import KIND, data_with, document_of

NOW = dt.datetime(2031, 5, 17, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("custom", [False, True], ids=["ours", "own"])
def test_a_file_is_of_today_and_says_whose_it_is(custom: bool) -> None:
    template = template_with("{{ meta.title }}") if custom else letterhead("en")
    page = "" if custom else "tests/programme.html"
    with time_machine.travel(NOW, tick=False):
        made = render_docx(template, data_with("A title"), language="en", page=page, custom=custom)
    properties = document_of(made).core_properties
    assert {properties.created, properties.modified} == {NOW}
    assert (properties.title, properties.author) == ("A title", "Organizer")
    assert (properties.last_modified_by, properties.language) == ("Organizer", "en-GB")


def test_a_file_of_ours_bears_no_mark_of_a_library(five_languages: Any) -> None:
    made = build_document(KIND, five_languages, language="en", format="docx").content
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
        text = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("docProps"))
    assert b"2013" not in text and b"python-docx" not in text and b"Macintosh" not in text


def test_the_letterhead_to_download_is_of_today(client_as: Any, member: Any, five_languages: Any) -> None:
    owner = member("owner")
    address = reverse("documents_secretariat:word-template-file", args=[five_languages.slug, KIND, "en"])
    with time_machine.travel(NOW, tick=False):
        content = client_as(owner).get(address).content
    assert document_of(content).core_properties.created.date() == NOW.date()


def from_elsewhere() -> bytes:
    """A letterhead that Word would complete from other places when it opens it, with one link for readers."""
    document = Document(io.BytesIO(template_with("{{ meta.title }}")))
    elsewhere, body = "http://elsewhere.example.org", document.element.body
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    [own] = [part for part in document.part.package.iter_parts() if part.partname == "/word/settings.xml"]
    key = own.relate_to(f"{elsewhere}/a.dotm", f"{kind}/attachedTemplate", is_external=True)
    own.element.insert(0, parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{key}"/>'))
    list_of_names = f'<w:connectString w:val="Data Source={elsewhere}/names.mdb"/>'
    own.element.insert(0, parse_xml(f"<w:mailMerge {nsdecls('w')}>{list_of_names}</w:mailMerge>"))
    key = document.part.relate_to(f"{elsewhere}/a.png", f"{kind}/image", is_external=True)
    body.insert(0, parse_xml(f'<w:p {nsdecls("w", "a", "r")}><w:r><a:blip r:link="{key}"/></w:r></w:p>'))
    key = document.part.relate_to(f"{elsewhere}/read", f"{kind}/hyperlink", is_external=True)
    body.insert(0, parse_xml(f'<w:p {nsdecls("w", "r")}><w:hyperlink r:id="{key}"/></w:p>'))
    chunk = Part(PackURI("/word/other.html"), "text/html", b"<img src='http://elsewhere.example.org/b.png'>")
    key = document.part.relate_to(chunk, f"{kind}/aFChunk")
    body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{key}"/>'))
    # As Word writes them: split, with another field in the code; and in one element. The number of a page stays.
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    codes = [
        f"<w:r><w:instrText>{text}</w:instrText></w:r>"
        for text in (" INCLUDE", "picture &quot;", "PAGE", f"{elsewhere}/c.png&quot;")
    ]
    field = f"{begin}{codes[0]}{codes[1]}{begin}{codes[2]}{end}{codes[3]}<w:r><w:t>As it was</w:t></w:r>{end}"
    simple = (
        f'<w:fldSimple w:instr="LINK Excel.Sheet {elsewhere}/d.xlsx"><w:r><w:t>12</w:t></w:r></w:fldSimple>'
    )
    body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{field}{simple}</w:p>"))
    code = f"<w:instrText>DDEAUTO {elsewhere}/e</w:instrText>"
    for name, encoding in (("footnotes", "utf-8"), ("endnotes", "utf-16")):
        notes = f"<w:{name} {nsdecls('w')}><w:p><w:r>{code}</w:r></w:p></w:{name}>"
        media_type = getattr(CONTENT_TYPE, f"WML_{name.upper()}")
        part = Part(PackURI(f"/word/{name}.xml"), media_type, notes.encode(encoding))
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, name.upper()))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_what_word_would_fetch_from_elsewhere_is_in_no_document() -> None:
    made = render_docx(from_elsewhere(), data_with("A title"), language="en", custom=True)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels", ".html"))
        }
    assert re.findall('elsewhere.example.org/([^"]*)', "".join(parts.values())) == ["read"]
    assert "attachedTemplate" not in "".join(parts.values()) and "a:blip" not in parts["word/document.xml"]
    assert "altChunk" not in parts["word/document.xml"] and "html" not in "".join(parts)
    for kept in ("A title", "As it was", "PAGE", ">12<"):
        assert kept in parts["word/document.xml"]


# --- Lists ------------------------------------------------------------------------------------------------


def _recommendations(number: int, *, start: int = 1) -> list[TextBlock]:
    return [
        TextBlock("List Number", (Run(f"Text {each}"),), count=Count(f"R{each}", level, each if start else 0))
        for each in range(1, number + 1)
        for level in ((0, 1, 1, 2) if start else (1, 1))
    ]


def test_lists_reuse_their_definitions_however_many_there_are() -> None:
    """A file of 2,500 recommendations had 2,509 lists, 684 KB: one list while the numbers go on."""
    _text, _pictures, lists = word_body(_recommendations(2500), language="en")
    assert (lists.count("<w:abstractNum "), lists.count("<w:num ")) == (1, 1)
    assert len(lists) < 2_000


def test_a_list_that_begins_anew_costs_a_line() -> None:
    _text, _pictures, lists = word_body(_recommendations(500, start=0), language="en")
    assert (lists.count("<w:abstractNum "), lists.count("<w:num ")) == (1, 500)
    assert len(lists) < 500 * 150 + 1_000


def test_columns_that_count_beside_each_other_have_counters_and_marks_of_their_own() -> None:
    sides = [
        TextBlock("List Number", (Run("x"),), count=Count("R", 0, 1, series, language))
        for series, language in (("1", "en"), ("2", "ru"))
    ]
    _text, _pictures, lists = word_body(sides, language="en")
    assert re.findall(r'w:lvlText w:val="([^"]*%2[^"]*)"', lists) == ["(%2)", "%2)"]


# --- Contents ---------------------------------------------------------------------------------------------


def _long(number: int, words: str = "word " * 300) -> list[TextBlock]:
    return [
        part
        for each in range(number)
        for part in (
            TextBlock("Heading 1", (Run(f"Part {each} & more"),)),
            TextBlock("Normal", (Run(words),)),
        )
    ]


def test_numbered_paragraphs_stand_apart() -> None:
    style: Any = styled_document(right_to_left=False).styles["List Number"]
    assert style.element.pPr.find(qn("w:contextualSpacing")) is None
    assert style.paragraph_format.space_after.pt == 6
    blocks = [TextBlock("List Number", (Run("Item"),), count=Count("agenda", 0, 1), indent_mm=18)]
    text, _pictures, _lists = word_body(blocks, language="en")
    assert "<w:contextualSpacing/>" in text, "items of a list within one stand close"


def test_the_facts_below_a_text_stand_close_and_apart_from_the_next() -> None:
    style: Any = styled_document(right_to_left=False).styles["Below"]
    assert style.element.pPr.find(qn("w:contextualSpacing")) is not None
    assert style.paragraph_format.space_after.pt == 10


def test_a_document_of_over_five_pages_has_its_contents_filled_in() -> None:
    text, *_rest = word_body(_long(20), language="en")
    lines = re.findall(r'w:anchor="(_Toc\d+)".*?<w:t [^>]*>([^<]*)<.*?separate.*?<w:t>(\d+)<', text)
    assert [words for _mark, words, _page in lines] == [f"Part {each} &amp; more" for each in range(20)]
    pages = [int(page) for _mark, _words, page in lines]
    assert pages == sorted(pages) and pages[0] == 1 and 8 <= pages[-1] <= 12, "about half a page each"
    assert re.findall(r'bookmarkStart w:id="\d+" w:name="([^"]*)"', text) == [mark for mark, *_rest in lines]
    assert r'TOC \o "1-2" \h' in text and "Table of Contents" in text


@pytest.mark.parametrize(
    ("below", "depth"), [(["Items", "Materials"] * 10, 1), ([*map(str, range(20))], 2)], ids=["same", "other"]
)
def test_contents_leave_out_a_level_that_is_the_same_in_each_part(below: list[str], depth: int) -> None:
    parts = iter(_long(20))
    blocks = [
        block
        for words, head, text in zip(below, parts, parts, strict=True)
        for block in (head, text, TextBlock("Heading 2", (Run(words),)))
    ]
    text = word_body(blocks, language="en")[0]
    assert rf'TOC \o "1-{depth}"' in text
    assert text.count("named TOC 1") == 20 and text.count("named TOC 2") == 20 * (depth - 1)


def test_lines_that_end_in_a_page_number_wrap_before_it() -> None:
    document = document_of(letterhead("en"))
    footer = document.sections[0].footer.paragraphs[0].paragraph_format
    assert round(footer.right_indent.mm) == BESIDE_NUMBER_MM
    for level in (1, 2, 3):
        contents = document.styles[f"TOC {level}"].paragraph_format
        assert round(contents.right_indent.mm) == BESIDE_NUMBER_MM
        assert contents.tab_stops[0].position.mm > TEXT_WIDTH_MM - 1


def test_a_number_stands_apart_from_the_text_of_the_next_column() -> None:
    cells = (
        TableCell((TextBlock("Table Text", (Run("12"),), align=align),)) for align in ("end", "end", "start")
    )
    text = word_body([TableBlock((TableRow(tuple(cells)),), (0, 0, 0))], language="en")[0]
    assert [f'<w:right w:w="{round(NUMBER_GAP_MM * 56.7)}"' in cell for cell in text.split("<w:tc>")[1:]] == [
        False, True, False,
    ]  # fmt: skip


def test_no_line_of_a_heading_ends_in_a_preposition() -> None:
    data = data_with("Борьба с торговлей людьми")
    made = document_of(render_docx(letterhead("ru"), data, language="ru", page="tests/programme.html"))
    words = [paragraph.text for paragraph in made.paragraphs if "торговлей" in paragraph.text]
    assert words and all("с\u00a0торговлей" in text for text in words)
    assert made.core_properties.title == "Борьба с торговлей людьми", "found by the spaces of a keyboard"


@pytest.mark.parametrize("blocks", [_long(4), _long(1, "word " * 6000)], ids=["short", "one heading"])
def test_a_short_document_has_no_contents(blocks: list[TextBlock]) -> None:
    assert "TOC" not in word_body(blocks, language="en")[0]


def test_word_computes_the_fields_when_it_opens_a_document_with_contents() -> None:
    def made(number: int) -> Any:
        lines = [Line(f"Line {each}", LONG) for each in range(number)]
        page = "tests/programme.html"
        return document_of(render_docx(letterhead("en"), data_with("T", *lines), language="en", page=page))

    document = made(60)
    update = document.settings.element.find(qn("w:updateFields"))
    assert update.getnext().tag == qn("w:compat"), "as the schema has it"
    styles = [p.style.name for p in map(Word, document.element.body.iter(qn("w:p")), [document] * 1000)]
    assert styles.count("TOC 2") == 60 and styles.count("TOC 1") == 1
    assert made(3).settings.element.find(qn("w:updateFields")) is None


# --- Styles and fonts -------------------------------------------------------------------------------------


def test_styles_are_words_own_where_it_has_them_as_the_docs_say() -> None:
    document = Document(io.BytesIO(letterhead("en")))
    page = Path(settings.BASE_DIR, "docs", "features", "documents.md").read_text(encoding="utf-8")
    table = page.partition("| style | id | for |")[2].partition("\n\n")[0]
    documented = dict(re.findall(r"^ *\| ([A-Z][^|]+) \| (\w+) \|", table, re.MULTILINE))
    assert len(documented) > 15
    for name, style_id in documented.items():
        style = document.styles[name]
        assert style.style_id == style_id, name
        assert style.element.get(qn("w:customStyle")) is None, f"{name} is Word's own"


def test_the_type_is_that_of_the_paper_and_what_stands_in_for_it_is_named(five_languages: Any) -> None:
    made = build_document(KIND, five_languages, language="ar", format="docx").content
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        table, styles = (archive.read(f"word/{name}.xml").decode() for name in ("fontTable", "styles"))
    fonts = "".join(re.findall(r"<w:rFonts[^>]*>", styles))
    used = set(re.findall(r'w:(?:ascii|hAnsi|cs|eastAsia)="([^"]+)"', fonts))
    named = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"', table))
    assert used and all(font.startswith("Noto") for font in used) and used <= named.keys()
    assert not any(other.startswith("Noto") for other in named.values())


def test_a_letterhead_of_before_keeps_its_styles() -> None:
    own = Document(io.BytesIO(letterhead("en")))
    own.styles["Closing"].delete()
    own.styles.add_style("Closing Line", 1)
    target = io.BytesIO()
    own.save(target)
    paragraphs = [TextBlock("Closing", (Run("Yours"),))]
    from confman.documents.word import template_filler

    made = template_filler.fill(
        target.getvalue(), {"document": None, "meta": data_with().meta}, language_tag="en-GB",
        right_to_left=False, made_at=NOW, languages={}, body=word_body(paragraphs, language="en"),
    )  # fmt: skip
    assert ("Closing Line", "Yours") in [(p.style.name, p.text) for p in document_of(made).paragraphs]


def test_a_change_is_words_own_with_its_author() -> None:
    change = TrackedChange("del", 'Delegation of "A" & B', "2027-03-30T10:00:00Z")
    text, *_rest = word_body([TextBlock("Normal", (Run("gone", change=change),))], language="en")
    assert (
        '<w:del w:id="0" w:author="Delegation of &quot;A&quot; &amp; B" w:date="2027-03-30T10:00:00Z">'
        in text
    )
    assert '<w:delText xml:space="preserve">gone</w:delText>' in text


def _table(heads: list[str], widths: tuple[float, ...], texts: Sequence[str] = ()) -> TableBlock:
    """A table of these heads, and a row of these texts, of short ones without."""
    rows = (tuple(heads), tuple(texts or ("1" for _head in heads)))
    return TableBlock(
        tuple(
            TableRow(
                tuple(TableCell((TextBlock("Table Text", (Run(text),)),)) for text in row), head=number == 0
            )
            for number, row in enumerate(rows)
        ),
        widths,
    )


def test_a_column_is_as_wide_as_the_longest_word_of_its_head() -> None:
    """Whatever the page says of its width; the others give what they can spare."""
    narrow, text, wide = column_widths(_table(["Рекомендация", "Text", "Due date"], (10, 0, 30)), 166)
    assert (text, wide) == (0, 30) and 22 < narrow < 30
    cells = ["1", "Text", "Reply", "Action", "30\u00a0September\u00a02018", "Recommendation:"]
    matrix = _table(
        ["No.", "Recommendation", "Addressee", "Action", "Due", "Status"], (9, 66.2, 48, 66, 26, 30), cells
    )
    assert column_widths(matrix, 253)[4] > 31, (
        "a date fits in the wider font as well, where the page has room"
    )
    shared = column_widths(_table(["Unterstützungsangebote", *["x"] * 5], (0,) * 6), 100)
    assert 36 < shared[0] < 50 and shared[1:] == [0] * 5
    full = column_widths(_table(["Рекомендация", "Text"], (10, 156)), 166)
    assert sum(full) == pytest.approx(166) and full[0] == pytest.approx(narrow, abs=0.5)
    assert column_widths(_table(["non-governmental", "A"], (30, 0)), 166) == [30, 0], "broken at its hyphen"


def test_a_column_holds_the_longest_word_of_its_text_up_to_a_limit() -> None:
    texts = ["Birlashtirilgan", "1"]
    wide, rest = column_widths(_table(["A", "B"], (10, 0), texts), 166)
    assert 20 < wide < 32 and rest == 0
    mailbox, _rest = column_widths(_table(["A", "B"], (10, 0), [f"{'x' * 60}@example.org", "1"]), 166)
    assert wide < mailbox < 40
