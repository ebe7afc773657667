"""Every PDF is sound: our fonts alone, no letter missing, tagged, titled, nothing loaded from elsewhere."""

import io
import logging
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from confman.documents.domain.builder import build_document
from confman.documents.meta import DocumentMeta, Masthead
from confman.documents.rendering.fonts import font_configuration, weasyprint
from confman.documents.rendering.pdf import document_fetcher, join_pdfs, render_pdf
from confman.web.errors import Refused
from tests.documents.inspection import assert_sound_pdf, faults_of_pdf, fonts_of
from tests.documents.kinds import HARD, LONG, Line, Programme

# The layout of a file is looked at, which no database changes.
pytestmark = pytest.mark.sqlite


def pdf_of(html: str) -> bytes:
    content: bytes = (
        weasyprint()
        .HTML(string=html, url_fetcher=document_fetcher())
        .write_pdf(font_config=font_configuration())
    )
    return content


@pytest.mark.parametrize("language", list(HARD))
def test_document_is_sound_in_every_language(five_languages: Any, language: str) -> None:
    made = build_document("agenda.test-programme", five_languages, language=language, format="pdf")

    assert_sound_pdf(made.content)
    assert made.filename == f"tashkent2027-test-programme-{language}.pdf"
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]) == HARD[language][0]
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
        assert titles == [HARD[language][1]]


def test_masthead_and_page_numbers_stand_where_they_belong(five_languages: Any) -> None:
    made = build_document("agenda.test-programme", five_languages, language="en", format="pdf")

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages]
    assert "CONF/2027/1" in pages[0]
    assert "Tashkent, 30 and 31 March 2027" in pages[0].replace("\n", " ")
    assert LONG in pages[0].replace("\n", " ")
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in text


def test_every_page_of_a_sample_says_so(five_languages: Any) -> None:
    five_languages.is_sample = True
    five_languages.save()

    for language in ("en", "ru"):
        made = build_document("agenda.test-programme", five_languages, language=language, format="pdf")
        for page in PdfReader(io.BytesIO(made.content)).pages:
            assert "SAMPLE" in page.extract_text()


def test_the_same_record_gives_the_same_bytes(five_languages: Any) -> None:
    first, second = (
        build_document("agenda.test-programme", five_languages, language="ru", format="pdf").content
        for _ in range(2)
    )
    assert first == second


def test_foreign_font_is_found_out() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        target = io.BytesIO()
        pdf.save(target)

    assert fonts_of(target.getvalue()) == {"Helvetica (not embedded)"}
    assert "font Helvetica (not embedded)" in faults_of_pdf(target.getvalue(), tagged=False)


def test_missing_glyph_is_found_out() -> None:
    # A letter of Linear B, which none of our fonts has.
    assert "2 missing glyphs" in faults_of_pdf(pdf_of("<p>a\U00010000\U00010001b"), tagged=False)
    assert not any("glyph" in fault for fault in faults_of_pdf(pdf_of("<p>a→ ✓ 🎉 中文 ไทย"), tagged=False))


def test_fonts_asked_for_by_name_are_ours_all_the_same() -> None:
    content = pdf_of('<p style="font-family: DejaVu Sans, Arial, monospace">abc <b>абв</b> <i>ўғқҳ</i>')
    assert all("Noto" in name for name in fonts_of(content))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x.png", "file:///etc/passwd", "given:unknown", "ftp://x/y"]
)
def test_nothing_is_loaded_but_what_was_handed_over(
    address: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*arguments: object, **options: object) -> None:
        raise AssertionError("a document reached for the network")

    monkeypatch.setattr("socket.create_connection", connect)
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        pdf_of(f'<img src="{address}" alt="x"><p>text')
    assert "Failed to load image" in caplog.text


def test_fault_in_a_picture_is_logged_and_does_not_lose_the_document(
    caplog: pytest.LogCaptureFixture,
) -> None:
    meta = DocumentMeta(title="Title \U00010000", language="en", masthead=Masthead("", "", ""))
    content = render_pdf("tests/programme.html", Programme(meta, "x", (Line("a"),)), language="en")

    assert content.startswith(b"%PDF")
    assert "U+10000" in caplog.text


def test_empty_fields_leave_no_label_behind() -> None:
    meta = DocumentMeta(title="Only a title", language="en", masthead=Masthead("", "", ""))
    content = render_pdf("tests/programme.html", Programme(meta, "x", ()), language="en")

    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert_sound_pdf(content)
    assert "Distr" not in text
    assert "Original" not in text
    assert "None" not in text


def test_joined_pages_keep_title_and_language() -> None:
    one, two = (pdf_of(f"<html lang=ru><title>Бейджи</title><p>{text}") for text in ("раз", "два"))
    joined = join_pdfs([one, two])

    reader = PdfReader(io.BytesIO(joined))
    assert [page.extract_text() for page in reader.pages] == ["раз", "два"]
    assert not faults_of_pdf(joined, tagged=False)
    with pytest.raises(ValueError, match="nothing to join"):
        join_pdfs([])


def test_many_bytes_are_joined_by_a_process_of_their_own_and_alike(monkeypatch):
    parts = [pdf_of(f"<html lang=ru><title>Бейджи</title><p>{text}") for text in ("раз", "два")]
    here = join_pdfs(parts)
    monkeypatch.setattr("confman.documents.rendering.pdf.JOINED_HERE", 0)
    assert join_pdfs(parts) == here


def test_language_or_format_that_there_is_not_is_refused(conference: Any) -> None:
    with pytest.raises(Refused, match="no language “fr”"):
        build_document("agenda.test-programme", conference, language="fr", format="pdf")
    with pytest.raises(Refused, match="no “ods”"):
        build_document("agenda.test-programme", conference, language="en", format="ods")


def test_web_page_is_one_file(five_languages: Any) -> None:
    made = build_document("agenda.test-programme", five_languages, language="ar", format="html")
    html = made.content.decode()

    assert '<html lang="ar" dir="rtl">' in html
    assert "http" not in html.replace("http://www.w3.org", "")
    assert "<style>" in html and "<script" not in html
