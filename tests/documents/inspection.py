"""Inspection of finished files, for tests of every document."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from lxml.html import fromstring

from confman.documents.word.columns import BREAK, word_width_mm
from confman.documents.word.styles import CELL_MARGINS_MM
from tests.documents.accessibility import faults_of_tags

FONT_NAME = re.compile(r"^(?:[A-Z]{6}\+)?Noto(?:[- ]|Sans|Serif|Naskh|Emoji)")

# Of Office Open XML: targets outside the file, and the fields and formulas that make a link.
_OFFICE_LINK = re.compile(
    r'''Target="([^"]*)"[^>]*TargetMode="External"|TargetMode="External"[^>]*Target="([^"]*)"'''
    r"""|HYPERLINK\s*\(?\s*(?:"|&quot;)([^"&]*)"""
)


def fonts_of(content: bytes) -> set[str]:
    """Return the names of all fonts of a PDF, with “(not embedded)” after those that are not in it."""
    names = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for font in _fonts(pdf):
            descriptor = font.get("/FontDescriptor")
            if "/DescendantFonts" in font:
                descriptor = font.DescendantFonts[0].get("/FontDescriptor")
            embedded = descriptor is not None and any(
                key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
            )
            # Subsets lose their tag to the reader, not here: ABCDEF+Noto-Sans.
            names.add(str(font.get("/BaseFont", "?")).lstrip("/") + ("" if embedded else " (not embedded)"))
    return names


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for entry in pdf.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font":
            if entry.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
                continue  # Part of a composite font, which is looked at itself.
            yield entry


def missing_glyphs(content: bytes) -> int:
    """Return how often a PDF draws a glyph that its font lacks: number 0, or one past the last."""
    count = 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        sizes: dict[tuple[int, int], int] = {}
        for page in pdf.pages:
            fonts: Any = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
            size = 0
            instructions: Any = pikepdf.parse_content_stream(page)
            for operands, operator in instructions:
                name = str(operator)
                if name == "Tf":
                    size = _glyphs_in(fonts[str(operands[0])], sizes)
                elif name in ("Tj", "TJ"):
                    drawn = _glyphs_drawn(operands[0] if name == "TJ" else operands)
                    count += sum(1 for glyph in drawn if glyph == 0 or glyph >= size)
    return count


def _glyphs_drawn(pieces: Any) -> Iterator[int]:
    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            data = bytes(piece)
            for at in range(0, len(data) - 1, 2):
                yield data[at] * 256 + data[at + 1]


def _glyphs_in(font: Any, sizes: dict[tuple[int, int], int]) -> int:
    """Return the number of glyphs in the embedded file of a font."""
    if font.objgen not in sizes:
        descriptor = font.DescendantFonts[0].FontDescriptor
        file = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
        with TTFont(io.BytesIO(bytes(file.read_bytes())), lazy=True) as embedded:
            sizes[font.objgen] = int(embedded["maxp"].numGlyphs)
    return sizes[font.objgen]


def faults_of_pdf(
    content: bytes, *, tagged: bool = True, official: bool = False, language: str = ""
) -> list[str]:
    """Return what an official or a screen reader would object to; an empty list for a sound document.

    `tagged=False` for cards of someone's own template; an `official` document is PDF/A-2a as well. `language` is
    the one that the file has to name, where that is known.
    """
    faults = [
        f"font {name}"
        for name in sorted(fonts_of(content))
        if not FONT_NAME.match(name) or "not embedded" in name
    ]
    if missing := missing_glyphs(content):
        faults.append(f"{missing} missing glyphs")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if not str(pdf.docinfo.get("/Title", "")):
            faults.append("no title")
        if not str(pdf.Root.get("/Lang", "")):
            faults.append("no language")
        elif language and str(pdf.Root.Lang).split("-")[0] != language.split("-")[0]:
            faults.append(f"the language is {pdf.Root.Lang}")
    return faults + (faults_of_tags(content, archival=official) if tagged else [])


def links_of(content: bytes, format: str) -> list[str]:
    """Return the targets of a finished file: links, and anything else that acts when it is opened or clicked."""
    if format == "pdf":
        with pikepdf.open(io.BytesIO(content)) as pdf:
            notes: list[Any] = [note for page in pdf.pages for note in page.obj.get("/Annots", ())]
            pressed = [note.get("/A") for note in notes]
            actions = [one for one in (*pressed, pdf.Root.get("/OpenAction")) if _leads_out(one)]
            return [str(action.get("/URI", action.get("/S"))) for action in actions]
    if format in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".rels", ".xml"))]
            text = "".join(archive.read(name).decode() for name in names)
        return [html.unescape("".join(found)) for found in _OFFICE_LINK.findall(text)]
    if format == "html":
        elements = fromstring(content).iter("*")
        return [target for one in elements for name in ("href", "src", "action") if (target := one.get(name))]
    return []


def _leads_out(action: Any) -> bool:
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") != "/GoTo"


def assert_sound_pdf(
    content: bytes, *, tagged: bool = True, official: bool = False, language: str = ""
) -> None:
    """Fail with the faults of a PDF, if there are any."""
    faults = faults_of_pdf(content, tagged=tagged, official=official, language=language)
    assert not faults, "; ".join(faults)


def broken_heads(document: Any) -> list[str]:
    """The words that are wider than their column, of the heads of the tables of a Word document."""
    found = []
    for table in document.element.body.iter(qn("w:tbl")):
        margin = CELL_MARGINS_MM["Grid" if _style_of(document, table) == "Grid" else "Rows"]
        for row in table.iterchildren(qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
                continue
            for cell in row.iterchildren(qn("w:tc")):
                room = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) / 56.7 - margin
                text = "\n".join(
                    "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
                    for paragraph in cell.iter(qn("w:p"))
                )
                found += [
                    f"{word} needs {need:.1f} mm of {room:.1f}"
                    for word in BREAK.split(text)
                    if (need := word_width_mm(word, True)) > room
                ]
    return found


def _style_of(document: Any, table: Any) -> str:
    key = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val"))
    return next(style.name for style in document.styles if style.style_id == key)
