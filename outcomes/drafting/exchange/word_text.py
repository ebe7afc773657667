"""The paragraphs of a Word file, with what Word's own numbering says of each. Nothing in the file is run or fetched."""

import io
import zipfile
from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from confman.web.errors import Refused
from confman.web.uploads.limits import has_many_entries
from outcomes.drafting.exchange.text_rows import SourceParagraph

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 60 * MEGABYTE
# The values of ST_NumberFormat (ECMA-376) that tell the kind of a paragraph.
_MARKS = {
    "decimal": "number", "decimalZero": "number", "lowerLetter": "letter", "russianLower": "letter",
    "bullet": "letter", "lowerRoman": "roman", "upperRoman": "heading", "upperLetter": "heading",
    "russianUpper": "heading",
}  # fmt: skip


def read_word(content: bytes) -> tuple[list[SourceParagraph], list[str]]:
    """Return the paragraphs in order, and notes for the reader (tables, tracked changes, notes).

    Tracked changes are read as if all were accepted. Raises Refused for a file with macros, one that unpacks to more
    than 60 MB, and one that is no Word file.
    """
    _check_archive(content)
    try:
        document = Document(io.BytesIO(content))
    # Whatever error a damaged file raises in the reader, the file cannot be read.
    except Exception as error:
        raise Refused(
            _(
                "This Word file is damaged or of another kind. Open it in Word, save it as .docx and try again."
            )
        ) from error
    reader = _WordReader(document)
    lines = list(reader.lines())
    return lines, reader.notes()


def _check_archive(content: bytes) -> None:
    if has_many_entries(content):
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            types = archive.open("[Content_Types].xml").read(MEGABYTE)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Refused(
            _("This is not a Word file (.docx). Save the text in Word as .docx, or paste it below.")
        ) from error
    if b"macroEnabled" in types or any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise Refused(
            _("This file holds macros, which are not taken in. Save it in Word as “Word document (.docx)”.")
        )
    # Unpacking stops at the size that an entry declares, so a small file cannot grow beyond this.
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large()


def _too_large() -> Refused:
    return Refused(
        _("This file unpacks to more than %(limit)d MB. Take pictures out, or paste the text below.")
        % {"limit": MAX_UNPACKED // MEGABYTE}
    )


class _WordReader:
    """Reads the body of a document once, and collects notes for the user."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.tracked = self.tables = self.nested = self.footnotes = 0

    def lines(self) -> Iterator[SourceParagraph]:
        body = self.document.element.body
        self.tables = sum(1 for _table in body.iter(qn("w:tbl"))) - _has_letterhead(body)
        self.nested = sum(1 for table in body.iter(qn("w:tbl")) if _is_within(table, qn("w:tbl")))
        waiting = ""
        names: list[str] = []
        for paragraph in body.iter(qn("w:p"), _BOOKMARK):
            if paragraph.tag == _BOOKMARK:
                # Between paragraphs: it belongs to the next.
                if not _is_within(paragraph, qn("w:p")):
                    names.append(paragraph.get(qn("w:name")))
                continue
            # Word writes a text box twice: the second time for programs that do not know the first form.
            if _is_within(paragraph, _FALLBACK):
                continue
            text = waiting + self.text_of(paragraph)
            names += [mark.get(qn("w:name")) for mark in paragraph.iter(_BOOKMARK)]
            if self.mark_was_deleted(paragraph):
                # The end of the paragraph was deleted: the next one belongs to it.
                waiting = f"{text} " if text else ""
                continue
            waiting = ""
            yield SourceParagraph(text, self.mark_of(paragraph), tuple(filter(None, names)))
            names = []
        if waiting:
            yield SourceParagraph(waiting, bookmarks=tuple(filter(None, names)))

    def text_of(self, paragraph: etree._Element) -> str:
        """Return the words of a paragraph, as if all tracked changes were accepted."""
        pieces: list[str] = []
        self._collect(paragraph, pieces)
        return "".join(pieces)

    def _collect(self, element: etree._Element, pieces: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in _NOT_READ:
                self.tracked += tag in _REMOVED
                self.footnotes += tag in _FOOTNOTES
                continue
            if tag in _INSERTED:
                self.tracked += 1
            if tag == qn("w:t"):
                pieces.append(child.text or "")
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif isinstance(tag, str):
                self._collect(child, pieces)

    def mark_was_deleted(self, paragraph: etree._Element) -> bool:
        deleted = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None
        self.tracked += deleted
        return deleted

    def mark_of(self, paragraph: etree._Element) -> str:
        """Return the mark of the paragraph from Word's numbering or from its style."""
        properties = paragraph.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        style_id = style.get(qn("w:val")) if style is not None else ""
        if style_id in self.headings:
            return "heading"
        if style_id in self.credits:
            return "credit"
        number = _numbering_in(properties) or self.numbered_styles.get(style_id)
        if number is None or number[0] == "0":
            return ""
        form = self.formats.get(number, "")
        if form.startswith("decimal") and number[1] != "0":
            # 1.1 is a level below 1.
            return "letter" if number[1] == "1" else "roman"
        return _MARKS.get(form, "")

    @cached_property
    def headings(self) -> set[str]:
        return self._styles_named("heading", "title", "subtitle")

    @cached_property
    def credits(self) -> set[str]:
        """The style of the lines that close a document of ours, which are no part of its text."""
        return self._styles_named("credits")

    def _styles_named(self, *beginnings: str) -> set[str]:
        return {
            style.style_id
            for style in self.document.styles
            if style.name and style.name.lower().startswith(beginnings)
        }

    @cached_property
    def numbered_styles(self) -> dict[str, tuple[str, str]]:
        """Return the list and level of each style, including those inherited from its base styles."""
        numbers = {}
        elements = {style.style_id: style.element for style in self.document.styles}
        for style in self.document.styles:
            at, depth = style.element, 0
            while at is not None and depth < 20:
                if number := _numbering_in(at.find(qn("w:pPr"))):
                    numbers[style.style_id] = number
                    break
                based = at.find(qn("w:basedOn"))
                name = based.get(qn("w:val")) if based is not None else None
                at = elements.get(name)
                depth += 1
        return numbers

    @cached_property
    def formats(self) -> dict[tuple[str, str], str]:
        """Return the number format of each list and level, from the document's numbering definitions."""
        try:
            root = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return {}
        abstract = {
            node.get(qn("w:abstractNumId")): _levels_of(node) for node in root.findall(qn("w:abstractNum"))
        }
        forms: dict[tuple[str, str], str] = {}
        for node in root.findall(qn("w:num")):
            link = node.find(qn("w:abstractNumId"))
            levels = dict(abstract.get(link.get(qn("w:val")) if link is not None else "", {}))
            for override in node.findall(qn("w:lvlOverride")):
                levels |= _levels_of(override)
            forms |= {(str(node.get(qn("w:numId"))), level): form for level, form in levels.items()}
        return forms

    def notes(self) -> list[str]:
        remarks = []
        if self.tracked:
            remarks.append(
                ngettext(
                    "The file has %(count)d tracked change. The text below is what it says once that is accepted.",
                    "The file has %(count)d tracked changes. The text below is what it says once all are accepted.",
                    self.tracked,
                )
                % {"count": self.tracked}
            )
        if self.nested:
            remarks.append(
                _(
                    "The file has a table within a table. Its cells stand below one after the other: check their order."
                )
            )
        elif self.tables:
            remarks.append(_("The file has a table. Its cells stand below one after the other."))
        if self.footnotes:
            remarks.append(
                ngettext(
                    "%(count)d footnote is not taken over.",
                    "%(count)d footnotes are not taken over.",
                    self.footnotes,
                )
                % {"count": self.footnotes}
            )
        return remarks


def _levels_of(node: etree._Element) -> dict[str, str]:
    forms = {}
    for level in node.findall(qn("w:lvl")):
        form = level.find(qn("w:numFmt"))
        if form is not None:
            forms[str(level.get(qn("w:ilvl")))] = str(form.get(qn("w:val")))
    return forms


def _numbering_in(properties: etree._Element | None) -> tuple[str, str] | None:
    """Return the list and the level that paragraph properties name, or None."""
    if properties is None or (number := properties.find(f"{qn('w:numPr')}/{qn('w:numId')}")) is None:
        return None
    level = properties.find(f"{qn('w:numPr')}/{qn('w:ilvl')}")
    return str(number.get(qn("w:val"))), str(level.get(qn("w:val"))) if level is not None else "0"


def _has_letterhead(body: etree._Element) -> bool:
    """Tell whether the document begins with a table above its text: the masthead of a letterhead."""
    below = body.findall(f"{qn('w:p')}/{qn('w:r')}/{qn('w:t')}")
    return len(body) > 0 and body[0].tag == qn("w:tbl") and bool(below)


def _is_within(element: etree._Element, tag: str) -> bool:
    return any(above.tag == tag for above in element.iterancestors())


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOOKMARK = qn("w:bookmarkStart")
_INSERTED = {qn("w:ins"), qn("w:moveTo")}
_REMOVED = {qn("w:del"), qn("w:moveFrom")}
_FOOTNOTES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
# Paragraphs within a paragraph (text boxes) are read by themselves; properties hold no words.
_NOT_READ = _REMOVED | _FOOTNOTES | {_FALLBACK, qn("w:p"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText")}
_SIGNS = {
    qn("w:tab"): " ", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "\u2011", qn("w:softHyphen"): "",
}  # fmt: skip
