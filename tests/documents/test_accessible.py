"""PDF/UA and PDF/A-2a, which tests/documents/accessibility.py reads from the tags: in every kind, and here by case."""

import ast
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from confman.documents.domain.builder import build_document
from confman.documents.meta import DocumentMeta, Masthead
from confman.documents.registry import document_kinds
from confman.documents.rendering.card_engine import render_cards
from confman.documents.rendering.pdf import join_pdfs, render_pdf
from tests.documents import accessibility
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


def rules() -> set[str]:
    """Return what each rule says of a fault, with {} for what was found."""
    read = [*ast.walk(ast.parse(Path(accessibility.__file__).read_text()))]
    joined = [each for each in read if isinstance(each, ast.JoinedStr)]
    of_joined = {id(part) for each in joined for part in each.values}
    texts = [
        [each] for each in read
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in of_joined
    ]  # fmt: skip
    said = {
        "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
        for parts in (*texts, *(each.values for each in joined))
    }
    return {each for each in said if RULE.match(each)}


def rule_of(fault: str) -> str:
    """Return the rule that says this."""
    [rule] = [each for each in rules() if re.fullmatch(re.escape(each).replace(r"\{\}", ".*"), fault)]
    return rule


RULE = re.compile(r"(\d\d-\d{3}|6(\.\d+)+) ")


class Spoiled:
    """A sound file, to be spoiled."""

    def __init__(self, content: bytes) -> None:
        self.pdf, self.elements = structure(content)
        self.root, self.tree = self.pdf.Root, self.pdf.Root.StructTreeRoot

    def one(self, kind: str) -> Element:
        return next(each for each in self.elements if each.kind == kind)

    def object(self, key: str, value: Name) -> Any:
        return next(
            each for each in self.pdf.objects
            if isinstance(each, Dictionary | pikepdf.Stream) and each.get(key) == value
        )  # fmt: skip

    @property
    def link(self) -> Any:
        return next(note for page in self.pdf.pages for note in page.obj.get("/Annots", ()))

    def put(self, target: Any, key: str, value: Any) -> None:
        target[key] = value

    def drop(self, target: Any, key: str) -> None:
        del target[key]

    def say(self, words: str, others: str) -> None:
        metadata = self.root.Metadata.read_bytes()
        assert words.encode() in metadata
        self.root.Metadata.write(metadata.replace(words.encode(), others.encode()))

    def draw(self, instructions: str) -> None:
        self.pdf.pages[0].contents_add(instructions.encode())

    def saved(self, **given: Any) -> bytes:
        target = io.BytesIO()
        self.pdf.save(target, **given)
        return target.getvalue()

    def squeeze(self, data: bytes) -> bytes:
        """Return the file with a stream in LZW, which pikepdf would write in another way."""
        self.root.Squeezed = self.pdf.make_stream(data)
        self.root.Squeezed.write(data, filter=Name.LZWDecode)
        return self.saved(stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)

    def without_identifier(self) -> bytes:
        """Return the file without what pikepdf always writes."""
        content = self.saved(object_stream_mode=pikepdf.ObjectStreamMode.disable)
        before, _key, after = content.rpartition(b"/ID [")
        return before + b"/IX [" + after


# A change that makes one rule fail, and no other.
SPOILED: dict[str, Callable[[Spoiled], bytes | None]] = {
    "01-003 an artifact within content":
        lambda file: file.draw("/P <</MCID 0>> BDC /Artifact BMC EMC EMC"),
    "01-004 content within an artifact":
        lambda file: file.draw("/Artifact BMC /P <</MCID 0>> BDC EMC EMC"),
    "01-005 there are no tags": lambda file: file.drop(file.root, "/StructTreeRoot"),
    "01-005 not marked as tagged": lambda file: file.drop(file.root, "/MarkInfo"),
    "01-005 content of page {} is not in the structure":
        lambda file: file.drop(file.pdf.pages[0].obj, "/StructParents"),
    "01-005 page {} draws by {} what is not marked": lambda file: file.draw("0 0 9 9 re f"),
    "02-001 {} is no standard structure": lambda file: file.put(file.one("P").found, "/S", Name.Paragraph),
    "04-001 suspects": lambda file: file.put(file.root.MarkInfo, "/Suspects", True),
    "06-001 no metadata": lambda file: file.drop(file.root, "/Metadata"),
    "06-002 no identifier of PDF/UA": lambda file: file.say("pdfuaid:part", "pdfuaid:rev"),
    "06-003 no title in the metadata": lambda file: file.say("dc:title", "dc:name"),
    "07-001 the title is not shown": lambda file: file.drop(file.root, "/ViewerPreferences"),
    "09-004 {} holds {}": lambda file: file.put(file.one("LBody").found, "/S", Name.P),
    "09-005 {} stands in {}": lambda file: file.put(file.one("LI").parent.found, "/S", Name.Div),
    "10-001 {} has letters without a code":
        lambda file: file.drop(file.object("/Subtype", Name.Type0), "/ToUnicode"),
    "11-006 no language": lambda file: file.drop(file.root, "/Lang"),
    "11-007 {} is no language": lambda file: file.put(file.one("P").found, "/Lang", String("english!")),
    "13-004 a picture without a description": lambda file: file.drop(file.one("Figure").found, "/Alt"),
    "13-004 a picture without its place": lambda file: file.drop(file.one("Figure").found.A, "/BBox"),
    "14-002 the first heading is H{}": lambda file: file.put(file.one("H1").found, "/S", Name.H2),
    "14-003 H{} is followed by H{}": lambda file: file.put(file.one("H2").found, "/S", Name.H3),
    "15-003 identifiers are not those of the tree, or stand twice":
        lambda file: file.put(file.tree.IDTree.Names, 0, String("x")),
    "15-003 a head without a scope": lambda file: file.drop(file.one("TH").found.A, "/Scope"),
    "15-003 a cell of a table with both heads names none, or one of another table":
        lambda file: file.drop(file.one("TD").found.A, "/Headers"),
    "25-001 XFA": lambda file: file.put(file.root, "/AcroForm", Dictionary(XFA=String("x"))),
    "28-009 the order of annotations is not that of the structure":
        lambda file: [file.put(page.obj, "/Tabs", Name.R) for page in file.pdf.pages] and None,
    "28-011 a link that is in no link of the structure":
        lambda file: file.put(file.link, "/StructParent", 10_000),
    "28-012 a link without a description": lambda file: file.drop(file.link, "/Contents"),
    "6.1.3 no identifier of the file": lambda file: file.without_identifier(),
    "6.1.3 encrypted": lambda file: file.saved(encryption=pikepdf.Encryption(owner="x", user="")),
    "6.1.7 LZW": lambda file: file.squeeze(bytes((0x80, 0x0B, 0x60, 0x50))),
    "6.2.3 no output intent": lambda file: file.drop(file.root, "/OutputIntents"),
    "6.2.8 an interpolated picture":
        lambda file: file.put(file.object("/Subtype", Name.Image), "/Interpolate", True),
    "6.2.11.4 {} is not in the file":
        lambda file: file.drop(file.object("/Type", Name.FontDescriptor), "/FontFile2"),
    "6.3.2 an annotation that is not printed": lambda file: file.put(file.link, "/F", 0),
    "6.5.1 an action": lambda file: file.put(file.root, "/OpenAction", Dictionary(S=Name.GoTo)),
    "6.5.1 {} is in the file": lambda file: file.put(
        file.link, "/A", file.pdf.make_indirect(Dictionary(S=Name.Launch))
    ),
    "6.6.2.3 the author is not in the metadata": lambda file: file.say("dc:creator", "dc:contributor"),
    "6.6.2.3 the identifier of PDF/UA is not described":
        lambda file: file.say("pdfaExtension:schemas", "pdfaExtension:others"),
    "6.6.4 no identifier of PDF/A-2a": lambda file: file.say("pdfaid:conformance", "pdfaid:level"),
}  # fmt: skip


@cache
def sound() -> bytes:
    """Return a file with something for each rule: headings, tables, lists, pictures, a link."""
    return render_pdf("tests/linked.html", data_with(), language="en", official=True)


def test_a_file_with_something_for_each_rule_breaks_none() -> None:
    assert faults_of_tags(sound(), archival=True) == []


def test_each_rule_is_tried() -> None:
    """A rule that no file can fail proves nothing."""
    assert set(SPOILED) == rules()


@pytest.mark.parametrize("rule", SPOILED)
def test_each_rule_finds_its_fault_and_no_other_does(rule: str) -> None:
    file = Spoiled(sound())
    spoiled = SPOILED[rule](file) or file.saved()
    assert {rule_of(fault) for fault in faults_of_tags(spoiled, archival=True)} == {rule}


def test_the_docs_name_each_rule() -> None:
    docs = (Path(__file__).parents[2] / "docs/features/documents.md").read_text()
    said = docs.partition("reads the rules from the file")[2].partition("\n\n")[0]
    for rule in rules():
        assert re.search(rf"\b{re.escape(rule.split()[0])}\b", said) or rule[:6] in IN_A_RANGE


# 01-003 to 01-005, and 06-001 to 06-003.
IN_A_RANGE = {"01-004", "06-002"}
