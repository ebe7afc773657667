"""PDF/UA and PDF/A as far as a program can tell: by checkpoints of Matterhorn 1.1, and clauses of ISO 19005-2.

veraPDF is in no registry we install from, so these are read from the structure tree by ourselves. What only a person
can tell (whether a description is good, whether the order makes sense) is looked at, not tested.
"""

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

STANDARD = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl"
    " LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu"
    " WT WP Figure Formula Form".split()
)
# Checkpoints 09-004 to 09-006: which elements may stand in which.
CHILDREN = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"}, "LI": {"Lbl", "LBody"},
}  # fmt: skip
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
}
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2}|-\d{3})?")
# The operators that draw: ISO 32000-1, table 51.
DRAWS = frozenset("Tj TJ ' \" S s f F f* B B* b b* sh Do EI".split())


class Element:
    """An element of the structure tree, with its parent and children."""

    def __init__(self, found: Any, parent: "Element | None") -> None:
        self.found, self.parent = found, parent
        self.kind = str(found.get("/S", ""))[1:]
        kids = found.get("/K", Array())
        self.kids = [
            Element(kid, self) for kid in (kids if isinstance(kids, Array) else [kids]) if _is_element(kid)
        ]

    def all(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            yield from kid.all()

    def attribute(self, name: str) -> Any:
        attributes = self.found.get("/A", Array())
        for each in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(each, Dictionary) and name in each:
                return each[name]
        return None

    def language(self) -> str:
        return str(self.found.get("/Lang", "")) or (self.parent.language() if self.parent else "")


def _is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def elements_of(pdf: pikepdf.Pdf) -> list[Element]:
    """Return all elements in the order in which they are read."""
    tops = pdf.Root.StructTreeRoot.K
    return [
        each for top in (tops if isinstance(tops, Array) else [tops]) for each in Element(top, None).all()
    ]


def faults_of_tags(content: bytes, *, archival: bool = False) -> list[str]:
    """Return the checkpoints that a PDF fails, each once with a word of what was found."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return ["01-005 there are no tags"]
        elements = elements_of(pdf)
        found = [
            *_document(pdf), *_structure(pdf, elements), *_tables(pdf, elements), *_headings(elements),
            *_annotations(pdf), *_content(pdf), *_fonts(pdf), *(_archival(pdf) if archival else ()),
        ]  # fmt: skip
    return list(dict.fromkeys(found))


def _metadata(pdf: pikepdf.Pdf) -> str:
    return bytes(pdf.Root.Metadata.read_bytes()).decode() if "/Metadata" in pdf.Root else ""


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    metadata = _metadata(pdf)
    if not metadata:
        yield "06-001 no metadata"
    elif not re.search(r'pdfuaid:part(="1"|>1<)', metadata):
        yield "06-002 no identifier of PDF/UA"
    elif "dc:title" not in metadata:
        yield "06-003 no title in the metadata"
    if not pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "01-005 not marked as tagged"
    if not pdf.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "07-001 the title is not shown"
    if not str(pdf.Root.get("/Lang", "")):
        yield "11-006 no language"
    if pdf.Root.get("/MarkInfo", Dictionary()).get("/Suspects", False):
        yield "04-001 suspects"
    if "/AcroForm" in pdf.Root and "/XFA" in pdf.Root.AcroForm:
        yield "25-001 XFA"


def _structure(pdf: pikepdf.Pdf, elements: list[Element]) -> Iterator[str]:
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
    for each in elements:
        if each.kind not in STANDARD and str(roles.get(f"/{each.kind}", ""))[1:] not in STANDARD:
            yield f"02-001 {each.kind} is no standard structure"
        wrong = {kid.kind for kid in each.kids} - CHILDREN.get(each.kind, {kid.kind for kid in each.kids})
        if wrong:
            yield f"09-004 {each.kind} holds {sorted(wrong)}"
        if each.kind in PARENTS and (each.parent is None or each.parent.kind not in PARENTS[each.kind]):
            yield f"09-005 {each.kind} stands in {each.parent and each.parent.kind}"
        if "/Lang" in each.found and not LANGUAGE.fullmatch(str(each.found.Lang)):
            yield f"11-007 {each.found.Lang} is no language"
        if each.kind == "Figure":
            if not str(each.found.get("/Alt", each.found.get("/ActualText", ""))).strip():
                yield "13-004 a picture without a description"
            if each.attribute("/BBox") is None:
                yield "13-004 a picture without its place"


def _tables(pdf: pikepdf.Pdf, elements: list[Element]) -> Iterator[str]:
    tree = pdf.Root.StructTreeRoot.get("/IDTree", Dictionary()).get("/Names", Array())
    named = {bytes(name) for name in list(tree)[::2]}
    own = [bytes(each.found.ID) for each in elements if "/ID" in each.found]
    if len(own) != len(set(own)) or named != set(own):
        yield "15-003 identifiers are not those of the tree, or stand twice"
    for table in (each for each in elements if each.kind == "Table"):
        heads = [each for each in table.all() if each.kind == "TH"]
        for head in heads:
            if str(head.attribute("/Scope")) not in ("/Row", "/Column", "/Both"):
                yield "15-003 a head without a scope"
        by = {bytes(each.found.ID): str(each.attribute("/Scope")) for each in heads if "/ID" in each.found}
        if {"/Row", "/Column"} <= set(by.values()):
            for cell in (each for each in table.all() if each.kind == "TD"):
                names = [bytes(name) for name in cell.attribute("/Headers") or ()]
                if not names or any(name not in by for name in names):
                    yield "15-003 a cell of a table with both heads names none, or one of another table"


def _headings(elements: list[Element]) -> Iterator[str]:
    levels = [int(each.kind[1]) for each in elements if re.fullmatch("H[1-6]", each.kind)]
    if levels and levels[0] != 1:
        yield f"14-002 the first heading is H{levels[0]}"
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"14-003 H{before} is followed by H{after}"


def _annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    elements = dict(_numbers(pdf.Root.StructTreeRoot.get("/ParentTree", Dictionary())))
    for page in pdf.pages:
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield "28-009 the order of annotations is not that of the structure"
        for note in page.obj.get("/Annots", ()):
            if note.get("/Subtype") == Name.Link:
                if not str(note.get("/Contents", "")):
                    yield "28-012 a link without a description"
                element = elements.get(int(note.get("/StructParent", -1)), Dictionary())
                if element.get("/S") != Name.Link:
                    yield "28-011 a link that is in no link of the structure"


def _content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Check that all that is drawn is marked, as content or as artifact, and stands in the tree of parents."""
    tree = dict(_numbers(pdf.Root.StructTreeRoot.ParentTree))
    for number, page in enumerate(pdf.pages, 1):
        key = page.obj.get("/StructParents")
        parents = tree.get(int(key)) if key is not None else None
        open_marks: list[str] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                tag = str(operands[0])[1:]
                properties = operands[1] if name == "BDC" else None
                marked = isinstance(properties, Dictionary) and "/MCID" in properties
                if marked and "Artifact" in open_marks:
                    yield "01-004 content within an artifact"
                if tag == "Artifact" and "content" in open_marks:
                    yield "01-003 an artifact within content"
                if marked:
                    place = int(properties.MCID)
                    if parents is None or place >= len(parents) or not isinstance(parents[place], Dictionary):
                        yield f"01-005 content of page {number} is not in the structure"
                open_marks.append("content" if marked else "Artifact" if tag == "Artifact" else "")
            elif name == "EMC":
                open_marks.pop()
            elif name in DRAWS and not {"content", "Artifact"} & set(open_marks):
                yield f"01-005 page {number} draws by {name} what is not marked"


def _numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    for kid in tree.get("/Kids", ()):
        yield from _numbers(kid)
    numbers = list(tree.get("/Nums", ()))
    yield from zip(map(int, numbers[::2]), numbers[1::2], strict=True)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in pdf.objects:
        is_font = isinstance(each, Dictionary) and each.get("/Type") == "/Font"
        if is_font and "/DescendantFonts" in each and "/ToUnicode" not in each:
            yield f"10-001 {each.get('/BaseFont')} has letters without a code"


def _archival(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Rules of ISO 19005-2 (PDF/A-2a), by clause."""
    if metadata := _metadata(pdf):
        part, level = r'pdfaid:part(="2"|>2<)', r'pdfaid:conformance(="A"|>A<)'
        if not (re.search(part, metadata) and re.search(level, metadata)):
            yield "6.6.4 no identifier of PDF/A-2a"
        if "pdfaExtension:schemas" not in metadata:
            yield "6.6.2.3 the identifier of PDF/UA is not described"
        if str(pdf.docinfo.get("/Author", "")) and "dc:creator" not in metadata:
            yield "6.6.2.3 the author is not in the metadata"
    intents = pdf.Root.get("/OutputIntents", Array())
    if [str(each.get("/S")) for each in intents] != ["/GTS_PDFA1"] or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 no output intent"
    if "/ID" not in pdf.trailer:
        yield "6.1.3 no identifier of the file"
    if "/Encrypt" in pdf.trailer:
        yield "6.1.3 encrypted"
    if any(key in pdf.Root for key in ("/OpenAction", "/AA", "/NeedsRendering", "/Requirements")):
        yield "6.5.1 an action"
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            if not int(note.get("/F", 0)) & 4:
                yield "6.3.2 an annotation that is not printed"
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            if "/LZWDecode" in str(each.get("/Filter", "")):
                yield "6.1.7 LZW"
            if each.get("/Subtype") == "/Image" and each.get("/Interpolate", False):
                yield "6.2.8 an interpolated picture"
        if isinstance(each, Dictionary) and each.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie"):
            yield f"6.5.1 {each.S} is in the file"
        if isinstance(each, Dictionary) and each.get("/Type") == "/Font":
            descriptor = each.get("/FontDescriptor")
            if descriptor is not None and not any(
                f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")
            ):
                yield f"6.2.11.4 {each.get('/BaseFont')} is not in the file"
