"""PDF/UA and PDF/A-2a, which tests/documents/accessibility.py reads from the tags: in every kind, and here by case."""

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from confman.documents.domain.builder import build_document
from confman.documents.meta import DocumentMeta, Masthead
from confman.documents.registry import document_kinds
from confman.documents.rendering.card_engine import render_cards
from confman.documents.rendering.pdf import join_pdfs, render_pdf
from tests.documents.accessibility import Element, elements_of, faults_of_tags
from tests.documents.cards.test_card_engine import TEMPLATE, Box, boxes
from tests.documents.kinds import HARD, Line, Programme
from tests.documents.test_blocks import data_with

pytestmark = pytest.mark.sqlite

OFFICIAL = {
    "outcomes.recommendations", "outcomes.two-columns", "outcomes.corrigendum", "outcomes.conference-report",
    "outcomes.donor-report", "outcomes.follow-up-report", "outcomes.narrative", "outcomes.transmittal_letter",
    "registrations.participants", "registrations.invitation_letter", "registrations.visa_letter",
    "registrations.certificate", "outcomes.information-note", "outcomes.list-of-documents", "outcomes.journal",
    "outcomes.credentials-report", "outcomes.roll-call", "registrations.note_verbale", "agenda.agenda",
    "agenda.annotated", "outcomes.draft-decisions", "outcomes.follow-up",
}  # fmt: skip


def page(*, official: bool = False) -> bytes:
    return render_pdf("tests/blocks.html", data_with(), language="en", official=official)


def long_page() -> bytes:
    lines = tuple(Line(f"Row {each}") for each in range(120))
    data = Programme(DocumentMeta("T", "en", Masthead("", "", "")), "Heading", lines)
    return render_pdf("tests/programme.html", data, language="en")


def structure(content: bytes) -> tuple[pikepdf.Pdf, list[Element]]:
    pdf = pikepdf.open(io.BytesIO(content))
    return pdf, elements_of(pdf)


def test_official_kinds_are_these() -> None:
    """Outcome documents, reports, letters, certificates, papers of the conference: kept for years, shown to others."""
    assert {kind.key for kind in document_kinds if kind.official} == OFFICIAL


def test_an_official_document_is_pdf_a_and_says_that_it_is_accessible() -> None:
    assert faults_of_tags(page(official=True), archival=True) == []
    assert "6.6.4 no identifier of PDF/A-2a" in faults_of_tags(page(), archival=True)
    cards = render_cards(TEMPLATE, boxes(Box("Nodira")), language="en", official=True)
    assert faults_of_tags(cards, archival=True) == []


def test_a_text_in_another_language_says_so() -> None:
    _pdf, elements = structure(page())
    said = {str(each.found.Lang) for each in elements if "/Lang" in each.found}
    assert said == {"ru", "ar"}
    [cell] = [each for each in elements if each.kind == "TD" and "/Lang" in each.found]
    assert cell.language() == "ar"


def test_heads_say_what_they_are_the_heads_of_and_cells_name_them() -> None:
    _pdf, elements = structure(page())
    table = next(each for each in elements if each.kind == "Table")
    scopes = [str(each.attribute("/Scope")) for each in table.all() if each.kind == "TH"]
    assert scopes == ["/Column", "/Column", "/Row", "/Row"]
    cells = [each for each in table.all() if each.kind == "TD"]
    names = {bytes(each.found.ID) for each in table.all() if "/ID" in each.found}
    assert all(
        len(cell.attribute("/Headers")) == 2 and {*map(bytes, cell.attribute("/Headers"))} <= names
        for cell in cells
    )


def test_a_table_of_many_pages_has_each_identifier_once() -> None:
    pdf, elements = structure(long_page())
    assert len(pdf.pages) > 2
    names = [bytes(each.found.ID) for each in elements if "/ID" in each.found]
    assert len(names) == len(set(names)) > 2


def test_lines_above_and_below_the_page_are_not_read() -> None:
    pdf, _elements = structure(long_page())
    for each in pdf.pages:
        pagination = [
            operands for operands, operator in pikepdf.parse_content_stream(each)
            if str(operator) == "BDC" and str(operands[0]) == "/Artifact"
        ]  # fmt: skip
        assert {str(properties.Type) for _tag, properties in pagination} == {"/Pagination"}
    assert faults_of_tags(long_page()) == []


def test_joined_parts_keep_their_tags_and_claims() -> None:
    parts = [page(official=True)] * 3
    joined = join_pdfs(parts)
    assert faults_of_tags(joined, archival=True) == []
    numbers = [len(structure(part)[1]) for part in parts]
    pdf, elements = structure(joined)
    assert len(elements) == sum(numbers) - len(parts) + 1, "all of them, in one document"
    pages = [each.obj.objgen for each in pdf.pages]
    order = [pages.index(each.found.Pg.objgen) for each in elements if "/Pg" in each.found]
    assert order == sorted(order) and set(order) == set(range(len(pages)))


def test_a_part_without_tags_leaves_the_whole_without_and_without_a_claim() -> None:
    own = '#import "cards.typ": *\n#show: card-document\n#cards(card => [Hello #card.words])'
    with pikepdf.open(
        io.BytesIO(render_cards(TEMPLATE, boxes(Box("a")), language="en", own_template=own))
    ) as pdf:
        del pdf.Root.StructTreeRoot
        target = io.BytesIO()
        pdf.save(target)
    joined = join_pdfs([page(official=True), target.getvalue()])
    with pikepdf.open(io.BytesIO(joined)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root and "/OutputIntents" not in pdf.Root
        assert b"pdfuaid" not in pdf.Root.Metadata.read_bytes()
        assert str(pdf.docinfo["/Title"]) == "Title"


def test_each_text_of_a_card_is_a_paragraph(conference: Any) -> None:
    made = build_document("agenda.test-programme", conference, language="en", format="pdf").content
    assert faults_of_tags(made) == []
    words = ["Nodira Karimova", HARD["ru"][0]]
    _pdf, elements = structure(render_cards(TEMPLATE, boxes(*map(Box, words)), language="en"))
    assert [each.kind for each in elements] == ["Document", "P", "P"]


@pytest.mark.parametrize(
    ("spoil", "checkpoint"),
    [
        (lambda pdf, one: pdf.Root.__delitem__("/Lang"), "11-006"),
        (lambda pdf, one: pdf.Root.__delitem__("/ViewerPreferences"), "07-001"),
        (lambda pdf, one: pdf.Root.__delitem__("/Metadata"), "06-001"),
        (lambda pdf, one: pdf.Root.__delitem__("/MarkInfo"), "01-005"),
        (lambda pdf, one: one("TH").found.A.__delitem__("/Scope"), "15-003"),
        (lambda pdf, one: one("TD").found.A.__delitem__("/Headers"), "15-003"),
        (lambda pdf, one: one("TH").found.__setitem__("/ID", String("x")), "15-003"),
        (lambda pdf, one: one("Figure").found.__delitem__("/Alt"), "13-004"),
        (lambda pdf, one: one("H1").found.__setitem__("/S", Name.H2), "14-002"),
        (lambda pdf, one: one("H2").found.__setitem__("/S", Name.H3), "14-003"),
        (lambda pdf, one: one("TR").found.__setitem__("/S", Name.P), "09-004"),
        (lambda pdf, one: one("LI").parent.found.__setitem__("/S", Name.Div), "09-005"),
        (lambda pdf, one: one("P").found.__setitem__("/S", Name.Paragraph), "02-001"),
        (lambda pdf, one: one("P").found.__setitem__("/Lang", String("english!")), "11-007"),
        (lambda pdf, one: pdf.Root.StructTreeRoot.__setitem__("/ParentTree", Dictionary(Nums=[])), "01-005"),
        (lambda pdf, one: pdf.pages[0].contents_add(b"0 0 9 9 re f"), "01-005"),
        (lambda pdf, one: pdf.Root.__delitem__("/OutputIntents"), "6.2.3"),
        (lambda pdf, one: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript)), "6.5.1"),
    ],
)  # fmt: skip
def test_each_rule_finds_its_fault(spoil: Any, checkpoint: str) -> None:
    pdf, elements = structure(page(official=True))
    spoil(pdf, lambda kind: next(each for each in elements if each.kind == kind))
    target = io.BytesIO()
    pdf.save(target)
    assert checkpoint in [fault.split()[0] for fault in faults_of_tags(target.getvalue(), archival=True)]
