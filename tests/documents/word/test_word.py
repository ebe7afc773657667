"""Word documents: headings, numbering and language marks; and templates of strangers, which can do no harm."""

import contextlib
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn

from confman.documents.domain.builder import build_data, build_document, standard_template
from confman.documents.domain.word_templates import restore_word_template, use_word_template
from confman.documents.meta import DocumentMeta, Masthead
from confman.documents.models import CustomTemplate
from confman.documents.registry import document_kinds
from confman.documents.rendering import docx as rendering
from confman.documents.rendering.docx import RenderingLimits, enlarged, render_docx
from confman.documents.rendering.pdf import NO_BREAK_SPACE, render_pdf
from confman.web.errors import Refused
from tests.documents.inspection import faults_of_pdf
from tests.documents.kinds import HARD, LONG, Line, Programme
from tests.documents.own_templates import template_with

KIND = "agenda.test-programme"


def document_of(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def data_with(title: str = "Title", *lines: Line) -> Programme:
    return Programme(DocumentMeta(title, "en", Masthead("Organizer", "Conference", "")), "Heading", lines)


@pytest.mark.parametrize(
    ("language", "tag"),
    [("en", "en-GB"), ("ru", "ru-RU"), ("uz", "uz-Latn-UZ"), ("uz-Cyrl", "uz-Cyrl-UZ"), ("ar", "ar-SA")],
)
def test_document_has_headings_and_language(five_languages: Any, language: str, tag: str) -> None:
    made = build_document(KIND, five_languages, language=language, format="docx")
    document = document_of(made.content)

    styles = [
        (paragraph.style.name, paragraph.text.replace(NO_BREAK_SPACE, " "))
        for paragraph in document.paragraphs
    ]
    assert ("Title", HARD[language][0]) in styles
    assert ("Heading 1", HARD[language][1]) in styles
    assert sum(1 for name, _text in styles if name == "Heading 2") == 30
    marks = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert marks.get(qn("w:val")) == tag
    assert document.core_properties.title == HARD[language][0]
    assert timezone.now() - document.core_properties.created < dt.timedelta(minutes=10)
    assert not any("{" in text for _name, text in styles)


def test_head_of_a_table_is_repeated_and_empty_lines_vanish(five_languages: Any) -> None:
    document = document_of(build_document(KIND, five_languages, language="en", format="docx").content)

    table = document.tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[1].cells] == ["1", f"{HARD['en'][0]} 0"]
    assert all(cell.paragraphs for row in table.rows for cell in row.cells)
    below = [p.text for p in document.paragraphs if p.style.name == "Normal"]
    assert below.count(LONG) == 20 and all(below), "ten of thirty have no text"


def test_pages_are_numbered_by_word_and_pictures_described(five_languages: Any) -> None:
    document = document_of(build_document(KIND, five_languages, language="en", format="docx").content)

    for footer in (document.sections[0].footer, document.sections[0].first_page_footer):
        fields = [element.text for element in footer._element.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]
    described = [element.get("descr") for element in document.element.body.iter(qn("wp:docPr"))]
    heading = HARD["en"][0]
    assert described == [f"{heading} {heading[:30]}: 12; UN: –; IOM: 3; OSCE: 2"]


def test_arabic_runs_from_right_to_left(five_languages: Any) -> None:
    document = document_of(build_document(KIND, five_languages, language="ar", format="docx").content)

    normal = document.styles["Normal"].element
    assert normal.find(f".//{qn('w:bidi')}") is not None
    assert normal.find(f".//{qn('w:rtl')}") is not None
    assert document.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None


@pytest.mark.parametrize("custom", [False, True], ids=["standard", "custom"])
def test_text_of_the_record_is_never_markup(custom: bool) -> None:
    text = "Smith & <Sons> {{ meta.title }} {% raw %} “quoted”"
    made = render_docx(template_with("[{{ document.heading }}]"), Programme(
        DocumentMeta("T", "en", Masthead("", "", "")), text, ()), language="en", custom=custom,
    )  # fmt: skip
    assert document_of(made).paragraphs[0].text == f"[{text}]"


def test_control_characters_of_pasted_text_are_dropped() -> None:
    data = data_with("Ti\x0btle\x00")
    made = render_docx(template_with("{{ meta.title }}"), data, language="en")
    assert document_of(made).paragraphs[0].text == "Title"
    assert not faults_of_pdf(render_pdf("tests/programme.html", data, language="en"))


def test_sample_is_marked_on_every_page(five_languages: Any) -> None:
    five_languages.is_sample = True
    five_languages.save()
    document = document_of(build_document(KIND, five_languages, language="en", format="docx").content)

    assert "SAMPLE" in document.sections[0].header.paragraphs[0].text
    assert "SAMPLE" in document.tables[0].cell(1, 1).text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Dear {{ document.nmae }}", "Near “Dear {{ document.nmae }}”: there is no “nmae” to fill in"),
        ("Dear {% if document.heading %} you", "Near “Dear {% if document.heading %} you”"),
        ("Dear {{ document.heading.__class__ }}", "unsafe"),
        ("{{ meta.__init__.__globals__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "unsafe"),
        ("{{ document.lines.append(1) }}", "not safely callable|unsafe"),
        ("{% include 'x' %}", "no loader"),
    ],
)
@pytest.mark.parametrize("custom", [False, True], ids=["standard", "custom"])
def test_bad_template_is_refused_with_the_place_of_the_fault(text: str, message: str, custom: bool) -> None:
    with pytest.raises(Refused, match=message):
        render_docx(template_with(text), data_with(), language="en", custom=custom)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 not a zip"], ids=["nothing", "text", "broken archive"]
)
def test_what_is_no_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="not a Word document"):
        render_docx(content, data_with(), language="en", custom=True)


def test_endless_template_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LIMITS", RenderingLimits(1, 60))
    loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"

    with pytest.raises(Refused, match=r"Near “{% for a in range.*too long.* 1 second"):
        render_docx(template_with(loops), data_with(), language="en", custom=True)


def test_greedy_template_is_stopped() -> None:
    with pytest.raises(Refused, match=r"memory|too long"):
        render_docx(template_with("{{ 'x' * 4000000000 }}"), data_with(), language="en", custom=True)


def test_own_template_is_used_until_it_is_given_up(
    conference: Any, owner: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    use_word_template(
        KIND, conference, language="ru", content=template_with("Бланк: {{ meta.title }}"), by=owner
    )
    made = build_document(KIND, conference, language="ru", format="docx")
    assert document_of(made.content).paragraphs[0].text == f"Бланк: {HARD['ru'][0]}"
    other = document_of(build_document(KIND, conference, language="en", format="docx").content)
    assert not other.paragraphs[0].text.startswith("Бланк")

    own = CustomTemplate.objects.get(conference=conference)
    path = own.file.path
    with django_capture_on_commit_callbacks(execute=True):
        restore_word_template(own, by=owner)
    again = document_of(build_document(KIND, conference, language="ru", format="docx").content)
    assert not again.paragraphs[0].text.startswith("Бланк")
    with pytest.raises(FileNotFoundError):
        Path(path).read_bytes()


def test_every_document_can_be_as_large_as_that_of_a_large_conference(conference: Any) -> None:
    """Of a conference that has nothing yet, too: rows are made up by the types of the dataclass."""
    for kind in document_kinds:
        if kind.has_word_template:
            with contextlib.suppress(Refused):
                lists = vars(enlarged(build_data(kind, conference, language="en"))).values()
                assert max(len(rows) for rows in lists if isinstance(rows, tuple)) > 20, kind.key


def test_every_registered_template_can_be_made() -> None:
    for kind in document_kinds:
        if kind.has_word_template:
            assert document_of(standard_template(kind.key, "en")).paragraphs, kind.key
