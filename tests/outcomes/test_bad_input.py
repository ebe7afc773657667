"""Files and values brought by mistake, or to do harm: a clear answer each time, and nothing lost."""

import io
import time
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document
from docx.oxml import OxmlElement
from pypdf import PdfReader

from confman.accounts.system_users import system_user
from confman.documents.domain.builder import build_document
from confman.documents.rendering.spreadsheets import Sheet, render_csv, render_json, render_ods, render_xlsx
from confman.web.errors import Refused
from confman.web.word_differences import compare_words
from outcomes.amendments.domain.amendments import accept_amendment, propose_amendment
from outcomes.amendments.domain.checks import Party
from outcomes.amendments.domain.edits import ProposedText, merged
from outcomes.amendments.models import Amendment
from outcomes.drafting.domain.discussion import comment_on_draft
from outcomes.drafting.exchange.text_import import read_text
from outcomes.drafting.models import Comment
from outcomes.recommendations.domain.plain_text import ParagraphText
from outcomes.recommendations.domain.versions import revise_recommendation
from outcomes.recommendations.domain.wording import compare_paragraphs
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import DelegationFactory, WorkingGroupFactory
from tests.outcomes.amendment_samples import amendment, tabled
from tests.outcomes.recommendation_samples import recommendation

HOSTILE = '<script>alert("x")</script> & <b>bold</b> {{ conference.pk }} {% now "Y" %} --> 5 < 6'
MAX_LENGTH = 100_000


@pytest.fixture
def browser(staff, client_as):
    return client_as(staff)


def at(name: str, conference: Any, *more: Any) -> str:
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *more])


# --- Tables -----------------------------------------------------------------------------------------------


def archive(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def table(text: str) -> Sheet:
    return Sheet("Table", ["text_en", "working_group"], [["Fund the hotline.", ""], [text, "WG1"]])


SHEET_HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)
# A large file is made when it is needed.
REFUSED = {
    "a CSV of zero bytes": (b"\x00" * 3000, "neither a text file nor a spreadsheet"),
    "an XLSX that unpacks to 500 MB": (
        lambda: archive({"xl/workbook.xml": b"<workbook/>", "xl/media.bin": b"\0" * 500_000_000}),
        "unpacks to more",
    ),
    "an XLSX of ten million tags": (
        lambda: archive(
            {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": SHEET_HEAD + b"<c/>" * 10_000_000}
        ),
        "unpacks to more",
    ),
    "half an XLSX": (render_xlsx([table("x")])[:2000], "damaged"),
    "a zip that is no table": (archive({"a": b"b"}), "not a table"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel"),
    "a PDF": (b"%PDF-1.7 and so on", "picture or a PDF"),
    "a paragraph of 100,001 characters": (
        render_csv(table("x" * (MAX_LENGTH + 1))), "line 3, text_en: .*100000 characters",
    ),
    "two million characters in one cell": (render_csv(table("x" * 2_000_000)), "line 3"),
    "201 paragraphs in one text": (render_csv(table("\n\n".join("x" * 201))), "line 3, text_en: .*200 paragraphs"),
    "a number beyond all numbers": (b'text_en,votes_for\nDo this,99999999999999999999\n', "line 2, votes_for"),
    "an unknown stage": (b"text_en,stage\nDo this,gone\n", "line 2, stage"),
    "an id that is none": (b"id,text_en\nnot-an-id,Do this\n", "line 2, id"),
    "paragraphs that are none": (b'[{"text_en": "x", "paragraphs": [1, {"a": []}]}]', "row 1|line 1"),
    "JSON nested to the sky": (b"[" * 100_000, "JSON cannot be read"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_a_table_that_cannot_be_taken_is_refused_whole_and_at_once(conference, tmp_path, content, said):
    path = tmp_path / "table.csv"
    content = content() if callable(content) else content
    path.write_bytes(content)
    begun = time.process_time()
    with pytest.raises(CommandError, match=said):
        call_command("importrecommendations", conference.slug, str(path), "--stage", "adopted")
    assert time.process_time() - begun < 10
    assert not Recommendation.objects.exists() and path.read_bytes() == content


TABLES = {
    "csv": render_csv, "xlsx": lambda sheet: render_xlsx([sheet]), "ods": render_ods, "json": render_json,
}  # fmt: skip
ODD = {
    "markup": (HOSTILE, HOSTILE),
    "a formula": ("=HYPERLINK(A1)", "=HYPERLINK(A1)"),
    "control characters": ("One\x00\x07\x1b[31m\x7f\u2028word.", "One [31m word."),
    "100,000 characters": ("x" * MAX_LENGTH, "x" * MAX_LENGTH),
}


# A workbook holds 32,767 characters in a cell.
IN_TABLES = [
    (format, odd) for format in TABLES for odd in ODD if format != "xlsx" or len(ODD[odd][0]) < 32_767
]


@pytest.mark.django_db
@pytest.mark.parametrize(("format", "odd"), IN_TABLES)
def test_odd_text_in_a_table_is_text(conference, tmp_path, format, odd):
    text, kept = ODD[odd]
    path = tmp_path / f"table.{format}"
    path.write_bytes(TABLES[format](table(text)))
    call_command("importrecommendations", conference.slug, str(path))
    made = Recommendation.objects.get(working_ref__startswith="WG1").current_version.body[0].text("en")
    assert made.replace(" ", "") == kept.replace(" ", "")
    assert not any(ord(letter) < 32 or ord(letter) == 127 for letter in made)


# --- Word files -------------------------------------------------------------------------------------------


def word_file() -> Any:
    """1. of a draft, with a tracked change, and tables within tables to a depth of thirty."""
    document = Document()
    paragraph = document.add_paragraph("1. Fund the ")._p
    for tag, text_tag, words in (("w:del", "w:delText", "old line"), ("w:ins", "w:t", "hotline.")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph.append(change)
    place: Any = document
    for number in range(2, 32):
        place = place.add_table(1, 1).cell(0, 0) if number > 2 else document.add_table(1, 1).cell(0, 0)
        place.text = f"{number}. Depth {number}."
    return document


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_macros(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        new.writestr("word/vbaProject.bin", b"macro")
    return target.getvalue()


def test_tracked_changes_and_nested_tables_are_read_in_their_order_and_said():
    read = read_text(saved(word_file()))
    texts = [row.text for row in read.rows if row.kind == "draft"]
    assert texts == ["Fund the hotline.", *(f"Depth {number}." for number in range(2, 32))]
    assert "2 tracked changes" in read.notes[0] and "within a table" in read.notes[1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("drafts.docm", with_macros(saved(word_file())), "macros"),
        ("drafts.docx", b"PK\x03\x04 and nothing", "not a Word file"),
        ("drafts.txt", b"1. " + b"x" * 50 + b"\x00" * 50, "neither Word"),
    ],
    ids=["macros", "torn", "binary"],
)
def test_a_text_that_cannot_be_taken_says_why_and_the_page_stays(conference, browser, name, content, said):
    address = at("text-import", conference)
    page = browser.post(address, {"file": SimpleUploadedFile(name, content), "text": "1. Typed beside it."})
    shown = page.content.decode()
    assert page.status_code == 200 and said in shown and "1. Typed beside it." in shown
    assert not Recommendation.objects.exists()


# --- Markup and odd letters, wherever they are shown ------------------------------------------------------


def test_markup_is_shown_as_text_on_every_page_and_in_every_file(conference, staff, browser, client):
    conference.status = "announced"
    conference.save()
    row = recommendation(
        conference, by=staff, texts={"en": HOSTILE, "ru": HOSTILE}, stage="published", proposed_by=HOSTILE
    )
    pages = [
        (browser, at("recommendation-list", conference)),
        (browser, at("recommendation", conference, row.pk)),
        (client, reverse("outcomes_public:recommendation-list", args=[conference.slug, "en"])),
        (client, reverse("outcomes_public:recommendation", args=[conference.slug, "en", row.pk])),
    ]
    for reader, address in pages:
        page = reader.get(address)
        assert page.status_code == 200, address
        shown = page.content.decode()
        assert "&lt;script&gt;alert(" in shown and "<script>alert(" not in shown and "<b>bold" not in shown
        assert "{{ conference.pk }}" in shown
    for format in ("pdf", "docx", "html", "akn"):
        made = build_document(
            "outcomes.recommendations", conference, language="en", format=format, options={"published": True}
        ).content
        assert HOSTILE in words_of(made, format), format


def words_of(content: bytes, format: str) -> str:
    """The words of a file as its reader reads them."""
    if format == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif format == "docx":
        text = " ".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    else:
        from lxml import etree, html

        root = html.fromstring(content) if format == "html" else etree.fromstring(content)
        assert not root.xpath("//*[local-name() = 'script']")
        text = " ".join(root.itertext())
    return " ".join(text.split())


# --- 100,000 characters -----------------------------------------------------------------------------------


def different(length: int) -> tuple[str, str]:
    """Two texts of so many characters without a word in common."""
    return tuple(
        " ".join(f"{mark}{number:06}" for number in range(length // 8 + 1))[:length] for mark in "ab"
    )  # type: ignore[return-value]


def test_a_paragraph_of_100_000_characters_is_written_compared_and_shown(conference, staff, browser):
    first, second = different(MAX_LENGTH)
    row = recommendation(conference, by=staff, texts={"en": first})
    address = at("text", conference, row.pk, "en")
    sent = {
        "base": row.current_version.pk, "status": "draft", "p-TOTAL_FORMS": 1, "p-INITIAL_FORMS": 1,
        "p-0-id": row.current_version.body[0].id, "p-0-level": 0, "p-0-ORDER": 1, "p-0-text": second,
    }  # fmt: skip
    longer = browser.post(address, sent | {"p-0-text": second + "!"})
    assert longer.status_code == 200 and second + "!" in longer.content.decode()
    assert "100000" in longer.content.decode() and row.versions.count() == 1
    assert browser.post(address, sent).status_code == 302
    begun = time.process_time()
    page = browser.get(at("compare", conference, row.pk))
    assert time.process_time() - begun < 2
    assert page.status_code == 200 and second[:40] in page.content.decode()
    assert "".join(piece.text for piece in compare_words(first, second) if piece.kind != "delete") == second


LONG = {
    "nothing in common": different(MAX_LENGTH),
    "one letter again and again": ("a" * MAX_LENGTH, "a" * (MAX_LENGTH - 1) + "b"),
    "signs alone": ("." * MAX_LENGTH, "!" * MAX_LENGTH),
    "words in turn": ("a b " * (MAX_LENGTH // 4), "b a " * (MAX_LENGTH // 4)),
    "turned round": (different(MAX_LENGTH)[0], " ".join(reversed(different(MAX_LENGTH)[0].split()))),
}


@pytest.mark.parametrize(("before", "after"), LONG.values(), ids=LONG)
def test_comparing_word_by_word_does_not_hang(before, after):
    begun = time.process_time()
    pieces = compare_words(before, after)
    assert time.process_time() - begun < 1
    merged(before, before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "insert") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "delete") == after


def test_many_long_amendments_do_not_hold_the_page(conference, staff, browser):
    first, second = different(MAX_LENGTH)
    row = tabled(conference, texts={"en": first}, by=staff)
    for number in range(3):
        amendment(row, f"{number} {second[:-2]}", by=staff)
    begun = time.process_time()
    page = browser.get(at("amendments", conference, row.pk))
    assert time.process_time() - begun < 2
    assert page.status_code == 200 and page.text.count(second[:40]) >= 3


def test_an_amendment_adds_so_much_and_no_more(conference, staff, browser):
    row = tabled(conference, by=staff)
    with pytest.raises(Refused, match="at most 10000"):
        amendment(row, "a word " * 2_000, by=staff)
    assert not Amendment.objects.exists()


def test_a_comment_and_a_draft_that_are_too_long_are_shown_again(conference, staff, browser):
    row = recommendation(conference, by=staff, working_group=WorkingGroupFactory(conference=conference))
    said = "y" * 5_001
    page = browser.post(
        at("discussion", conference, row.pk),
        {
            "version": row.current_version.pk, "paragraph": row.current_version.body[0].id, "language": "en",
            "text": said, "proposed_text": HOSTILE,
        },
    )  # fmt: skip
    shown = page.content.decode()
    assert not Comment.objects.exists() and said in shown and "&lt;script&gt;" in shown and "5000" in shown
    draft = {"text_en": "z" * (MAX_LENGTH + 1), "text_ru": "", "visibility": "group"}
    page = browser.post(at("recommendation-add", conference), draft)
    assert page.status_code == 200 and Recommendation.objects.count() == 1
    assert draft["text_en"] in page.content.decode() and "100000" in page.content.decode()


# --- What is no longer so ---------------------------------------------------------------------------------


def test_an_amendment_to_a_text_that_is_no_longer_current_is_refused_and_shown_again(conference, browser):
    row = tabled(conference)
    party = Party(DelegationFactory(conference=conference))
    old = row.current_version
    key = old.body[0].id
    by = system_user("demo")
    first = propose_amendment(
        row, by=by, party=party, base=old, proposal=ProposedText(key, "en", "Strengthen it by 2028.")
    )
    accept_amendment(first, by=by)
    row = Recommendation.objects.select_related("conference", "current_version").get(pk=row.pk)
    with pytest.raises(Refused, match="changed while you were writing"):
        propose_amendment(
            row, by=by, party=party, base=old, proposal=ProposedText(key, "en", "Strengthen it at once.")
        )
    with pytest.raises(Refused, match="100001 characters"):
        propose_amendment(
            row,
            by=by,
            party=party,
            base=row.current_version,
            proposal=ProposedText(key, "en", "x" * (MAX_LENGTH + 1)),
        )
    assert Amendment.objects.count() == 1


@pytest.mark.parametrize("twice", [True, False], ids=["itself", "nothing else"])
def test_a_merge_with_itself_is_refused_and_what_was_typed_stays(conference, staff, browser, twice):
    row = recommendation(conference, by=staff, stage="agreed")
    address = f"{at('merge', conference)}?selected={row.pk}" + (f"&selected={row.pk}" if twice else "")
    page = browser.post(address, {"text_en": "Typed at length.", "text_ru": "", "reason": HOSTILE})
    shown = page.content.decode()
    assert page.status_code == 200 and "at least two different" in shown
    assert "Typed at length." in shown and "&lt;script&gt;" in shown
    row.refresh_from_db()
    assert row.stage == "agreed" and Recommendation.objects.count() == 1


def test_control_characters_are_taken_out_wherever_text_comes_in(conference, staff):
    odd = "Fund\x00 the\x07 hot\x1bline.\x85\u2029\ufffe\ud800"
    row = recommendation(conference, by=staff, texts={"en": odd})
    comment_on_draft(row, by=staff, version=row.current_version, language="en", text=odd, proposed_text=odd)
    revise_recommendation(
        row, by=staff, base=row.current_version, language="ru",
        written=[ParagraphText(odd, 0, row.current_version.body[0].id)],
    )  # fmt: skip
    row.refresh_from_db()
    found = [row.current_version.body[0].text(code) for code in ("en", "ru")]
    comment = Comment.objects.get()
    for text in (*found, comment.text, comment.proposed_text):
        assert text.isprintable(), repr(text)
    assert compare_paragraphs([], row.current_version.body, "en")
