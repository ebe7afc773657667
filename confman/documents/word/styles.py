"""The styles of our Word templates, which a secretariat adapts to its own letterhead."""

import functools
import io
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

# The fonts of the paper, named with what stands in for them where they are not installed. They are not embedded, though
# their licence (OFL) allows it. Measured: the eight faces that a text needs are 4.6 MB (2.3 MB in the file) whole, and
# 0.65 MB in the file with Latin and Cyrillic letters alone, where an ordinary document has 30 KB and an editor goes on
# in any script. LibreOffice brings Noto; Word takes the other name.
TEXT_FONT, LABEL_FONT = "Noto Serif", "Noto Sans"
# By the font of the document: those of right-to-left and of Chinese text.
ARABIC, CHINESE = {TEXT_FONT: "Noto Naskh Arabic", LABEL_FONT: "Noto Sans Arabic"}, "Noto Sans SC"

# Name: what stands in for it, on Windows and on a Mac, nearest in width and in the height of its letters; then,
# by which Word looks for another, PANOSE and family.
_FONTS = {
    TEXT_FONT: ("Georgia", "02020600060500020200", "roman"),
    LABEL_FONT: ("Arial", "020B0502040504020204", "swiss"),
    ARABIC[TEXT_FONT]: ("Times New Roman", "02020603050405020304", "roman"),
    ARABIC[LABEL_FONT]: ("Arial", "020B0604020202020204", "swiss"),
    CHINESE: ("Microsoft YaHei", "020B0503020204020204", "swiss"),
}


def font_table() -> bytes:
    """Return the part of a Word document that describes its fonts."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="00"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, panose, family) in _FONTS.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()


# The program that made a document, in place of python-docx's "Microsoft Macintosh Word".
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>confman</Application></Properties>"
)
INK, MUTED, WARNING = RGBColor(0x14, 0x18, 0x1D), RGBColor(0x5B, 0x64, 0x70), RGBColor(0x9B, 0x1C, 0x1C)

# The order of a run's properties in ECMA-376, as far as we write them.
RUN_PROPERTIES = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "color", "spacing", "w",
    "kern", "position", "sz", "szCs", "highlight", "u", "effect", "shd", "vertAlign", "rtl", "cs", "em",
    "lang",
)  # fmt: skip

# name: based on, font, points, bold, colour, points before, points after, keep with next. A name that Word has itself
# is Word's own style, which macros find in every language of Word (docs/features/documents.md).
PARAGRAPHS: dict[str, tuple[str, str, float, bool, RGBColor, float, float, bool]] = {
    "Normal": ("", TEXT_FONT, 10, False, INK, 0, 6, False),
    "Title": ("Normal", LABEL_FONT, 19, True, INK, 30, 12, True),
    "Page Title": ("Title", LABEL_FONT, 16, True, INK, 0, 2, True),
    "Subtitle": ("Normal", TEXT_FONT, 11.5, False, MUTED, 0, 12, False),
    "Heading 1": ("Normal", LABEL_FONT, 13, True, INK, 18, 6, True),
    "Heading 2": ("Normal", LABEL_FONT, 10.5, True, INK, 12, 4, True),
    "Heading 3": ("Normal", LABEL_FONT, 9.5, True, MUTED, 8, 3, True),
    "TOC Heading": ("Normal", LABEL_FONT, 10.5, True, INK, 6, 4, True),
    "TOC 1": ("Normal", TEXT_FONT, 10, False, INK, 2, 2, False),
    "TOC 2": ("Normal", TEXT_FONT, 9, False, INK, 0, 1, False),
    "TOC 3": ("Normal", TEXT_FONT, 9, False, MUTED, 0, 1, False),
    "List Number": ("Normal", TEXT_FONT, 10, False, INK, 0, 6, False),
    "List Bullet": ("Normal", TEXT_FONT, 10, False, INK, 0, 3, False),
    "Quote": ("Normal", TEXT_FONT, 10, False, INK, 0, 6, False),
    "Caption": ("Normal", LABEL_FONT, 9, True, INK, 6, 3, True),
    "Small": ("Normal", LABEL_FONT, 8.5, False, INK, 0, 2, False),
    "Credits": ("Normal", LABEL_FONT, 8, False, INK, 16, 2, False),
    "Conference": ("Normal", LABEL_FONT, 8.5, True, INK, 0, 2, False),
    "Below": ("Normal", LABEL_FONT, 8, False, MUTED, 0, 10, False),
    "Mark": ("Normal", LABEL_FONT, 8.5, True, WARNING, 2, 0, False),
    "Note": ("Normal", LABEL_FONT, 8.5, False, MUTED, 0, 10, False),
    "Label": ("Normal", LABEL_FONT, 8, True, MUTED, 0, 2, True),
    "Picture": ("Normal", TEXT_FONT, 10, False, INK, 6, 6, True),
    "Organizer": ("Normal", LABEL_FONT, 10.5, True, INK, 0, 2, False),
    "Symbol": ("Normal", LABEL_FONT, 13, True, INK, 0, 2, False),
    "Table Head": ("Normal", LABEL_FONT, 8.5, True, INK, 2, 2, True),
    "Table Text": ("Normal", LABEL_FONT, 8.5, False, INK, 1, 2, False),
    "Table Number": ("List Number", LABEL_FONT, 8.5, False, INK, 1, 2, False),
    "Sign": ("Normal", LABEL_FONT, 44, True, INK, 0, 14, True),
    "Sign Text": ("Normal", LABEL_FONT, 22, True, INK, 2, 6, False),
    "Sign Below": ("Normal", LABEL_FONT, 15, False, MUTED, 0, 4, False),
    "Sign Text Small": ("Normal", LABEL_FONT, 15, True, INK, 1, 3, False),
    "Sign Below Small": ("Normal", LABEL_FONT, 10.5, False, MUTED, 0, 2, False),
    "After Table": ("Normal", TEXT_FONT, 4, False, INK, 0, 4, False),
    "Address Line": ("Normal", TEXT_FONT, 10, False, INK, 0, 0, False),
    "Closing": ("Normal", TEXT_FONT, 10, False, INK, 14, 6, True),
    "Letter Title": ("Title", LABEL_FONT, 11.5, True, INK, 16, 10, True),
    "Signature": ("Normal", TEXT_FONT, 10, True, INK, 0, 0, True),
    "Header": ("Normal", LABEL_FONT, 7.5, False, MUTED, 0, 0, False),
    "Footer": ("Normal", LABEL_FONT, 7.5, False, MUTED, 0, 0, False),
}
# Styles of Word that python-docx's own document lacks.
OF_WORD = frozenset(("TOC 1", "TOC 2", "TOC 3", "Closing", "Signature"))
# Their lines are 1.15 apart.
SPACED = frozenset(("Normal", "Address Line", "List Number", "List Bullet", "Quote"))
TEXT_WIDTH_MM = 166.0
# A line that ends in a page number wraps before it, and the number stands at the margin beyond.
BESIDE_NUMBER_MM = 12

# Rows end in a hairline, the head in a stronger line; the masthead stands between two rules. Then the space above and
# below the text of a cell, in twentieths of a point.
TABLES = {
    "Rows": ((("bottom", 4, "8B949E"), ("insideH", 2, "C9CED4")), 20, 20),
    "Grid": (
        tuple((side, 2, "C9CED4") for side in ("top", "left", "bottom", "right", "insideH", "insideV")),
        30,
        30,
    ),
    "Masthead": ((("bottom", 18, "14181D"), ("insideH", 6, "14181D")), 60, 100),
}
# The space beside the text of a cell, in the same measure.
_LEFT_IN_GRID, _RIGHT = 80, 120
CELL_MARGINS_MM = {name: (_RIGHT + (_LEFT_IN_GRID if name == "Grid" else 0)) / 56.7 for name in TABLES}


def styled_document(*, right_to_left: bool) -> Any:
    """Return an empty document with our styles."""
    return Document(io.BytesIO(_styled(right_to_left)))


@functools.cache
def _styled(right_to_left: bool) -> bytes:
    """Return a document with the styles, cached in the process: defining them takes longer than anything else.

    Styles of the same name in python-docx's default document are changed, not duplicated.
    """
    document = Document()
    _strip(document)
    for name, (base, font, size, bold, colour, before, after, keep) in PARAGRAPHS.items():
        style = _style(document, name, WD_STYLE_TYPE.PARAGRAPH)
        if base:
            style.base_style = document.styles[base]
        _font(style, font, size, bold, colour)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep
        layout.line_spacing = 1.15 if name in SPACED else 1.0
        if name == "Title":
            layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
            _remove(style.element.get_or_add_pPr(), "w:pBdr")
    if right_to_left:
        normal = document.styles["Normal"].element
        normal.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
        normal.get_or_add_rPr().append(OxmlElement("w:rtl"))
        _in_order(normal.get_or_add_rPr())
    for name, (borders, above, below) in TABLES.items():
        style = _style(document, name, WD_STYLE_TYPE.TABLE)
        rules = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:color="{colour}"/>' for side, size, colour in borders
        )
        style.element.append(
            parse_xml(
                f"<w:tblPr {nsdecls('w')}><w:tblBorders>{rules}</w:tblBorders><w:tblCellMar>"
                f'<w:top w:w="{above}" w:type="dxa"/>'
                f'<w:left w:w="{_LEFT_IN_GRID if name == "Grid" else 0}" w:type="dxa"/>'
                f'<w:bottom w:w="{below}" w:type="dxa"/><w:right w:w="{_RIGHT}" w:type="dxa"/>'
                "</w:tblCellMar></w:tblPr>"
            )
        )
    for name in ("List Number", "Table Number"):
        document.styles[name].paragraph_format.left_indent = Mm(9)
        document.styles[name].paragraph_format.first_line_indent = Mm(-9)
    # Of Word's own style: paragraphs of one style would stand without space between them.
    _remove(document.styles["List Number"].element.get_or_add_pPr(), "w:contextualSpacing")
    # The facts below a text stand close to one another, and apart from the text that follows.
    document.styles["Below"].element.get_or_add_pPr().append(OxmlElement("w:contextualSpacing"))
    document.styles["Quote"].paragraph_format.left_indent = Mm(9)
    for name in ("Header", "Footer"):
        # Their tab stops are those of another page.
        document.styles[name].paragraph_format.tab_stops.clear_all()
    for level in range(1, 4):
        layout = document.styles[f"TOC {level}"].paragraph_format
        layout.left_indent, layout.right_indent = Mm(6 * (level - 1)), Mm(BESIDE_NUMBER_MM)
        layout.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _strip(document: Any) -> None:
    """Remove what python-docx's document brings and ours does not use: a hundred styles of tables, a picture."""
    package = document.part.package
    for key, relation in [*package.rels.items()]:
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    for part in package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = APP
        elif part.partname == "/word/fontTable.xml":
            part._blob = font_table()
    for style in [*document.styles]:
        of_tables = style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid")
        if of_tables or style.name in ("macro", "Macro Text Char"):
            style.delete()


def _style(document: Any, name: str, kind: Any) -> Any:
    if name in {style.name for style in document.styles}:
        return document.styles[name]
    return document.styles.add_style(name, kind, builtin=name in OF_WORD)


def _font(style: Any, name: str, size: float, bold: bool, colour: RGBColor) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = name, Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute, font in (("ascii", name), ("hAnsi", name), ("cs", ARABIC[name]), ("eastAsia", CHINESE)):
        fonts.set(qn(f"w:{attribute}"), font)
    # Right-to-left text has its own size and weight.
    properties = style.element.get_or_add_rPr()
    _remove(properties, "w:spacing")
    for tag, value in (("w:szCs", str(int(size * 2))), ("w:bCs", "1" if bold else "0")):
        _remove(properties, tag)
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.append(element)
    _in_order(properties)


def _in_order(properties: Any) -> None:
    """Sort a run's properties in the schema's order: Word may report a file as corrupt otherwise."""
    children = list(properties)
    places = {qn(f"w:{name}"): position for position, name in enumerate(RUN_PROPERTIES)}
    for child in sorted(children, key=lambda child: places.get(child.tag, len(places))):
        properties.append(child)


def _remove(parent: Any, tag: str) -> None:
    for element in parent.findall(qn(tag)):
        parent.remove(element)


WORD_LANGUAGES = {
    "en": "en-GB", "ru": "ru-RU", "uz": "uz-Latn-UZ", "uz-Cyrl": "uz-Cyrl-UZ", "fr": "fr-FR", "ar": "ar-SA",
    "es": "es-ES", "zh": "zh-CN", "kk": "kk-KZ", "ky": "ky-KG", "tg": "tg-Cyrl-TJ", "tk": "tk-TM", "tr":
    "tr-TR", "uk": "uk-UA", "de": "de-DE", "pt": "pt-PT", "it": "it-IT", "fa": "fa-IR", "bg": "bg-BG", "th":
    "th-TH",
}  # fmt: skip


def word_language(code: str) -> str:
    """Return the tag for a BCP 47 code; an unlisted code stands for itself."""
    return WORD_LANGUAGES.get(code, code)
