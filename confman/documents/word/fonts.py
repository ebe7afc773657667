"""The fonts of Word documents: those of the paper, named with what stands in for them where they are not installed.

They are not embedded, though their licence (OFL) allows it. Measured: the eight faces that a text needs are 4.6 MB
(2.3 MB in the file) whole, and 0.65 MB in the file with Latin and Cyrillic letters alone, where an ordinary document
has 30 KB and an editor goes on in any script. LibreOffice brings Noto; Word takes the other name.
"""

from docx.oxml.ns import nsdecls

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
