"""Paragraphs of a file become drafts: each numbered one begins a draft, (a) and (i) stand below it. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outcomes.recommendations.domain.plain_text import blocks_of, level_of, tidy
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus, new_paragraph_id

NUMBER = re.compile(r"^\(?(\d{1,4})[.)][\s\u00a0]+(?=\S)")
# I., II., A.: the number of a section; its heading is not a recommendation.
SECTION = re.compile(r"^(?:[IVXLC]{1,6}|[A-ZА-Я])\.[\s\u00a0]")
KINDS = ("draft", "paragraph", "a", "i", "join", "out")
_BY_LEVEL = {0: "paragraph", 1: "a", 2: "i"}
_LEVELS = {"draft": 0, "paragraph": 0, "a": 1, "i": 2}


@dataclass(frozen=True)
class SourceParagraph:
    """A paragraph in a file. `mark` says what it is: number, letter, roman, heading, credit, ''.

    `bookmarks` are the names that Word has for places in it.
    """

    text: str
    mark: str = ""
    bookmarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportedRow:
    """A paragraph as the page offers it: kind is one of KINDS."""

    kind: str
    text: str


def as_rows(lines: Iterable[SourceParagraph]) -> list[ImportedRow]:
    """Classify the paragraphs. If nothing is numbered, each is a draft; headings are left out.

    Text before the first number is left out, too; after it, text without a number is a further paragraph.
    """
    marked_texts = [_marked(line) for line in lines if tidy(line.text)]
    numbered = any(mark == "number" for mark, _text in marked_texts)
    rows: list[ImportedRow] = []
    level, expected = 0, "a"
    for mark, text in marked_texts:
        begun = any(row.kind == "draft" for row in rows)
        if mark in ("heading", "credit") or (numbered and not begun and mark != "number"):
            rows.append(ImportedRow("out", text))
            continue
        if mark == "number":
            kind, level, expected = "draft", 0, "a"
        elif mark in ("letter", "roman") and begun:
            level = 2 if mark == "roman" and level >= 1 else 1
            kind = _BY_LEVEL[level]
        else:
            level, text = level_of(text, level, expected) if begun else (0, text)
            kind = _BY_LEVEL[level] if numbered or level else "draft"
        if kind == "a":
            expected = chr(ord(expected) + 1)
        rows.append(ImportedRow(kind, text))
    return rows


def _marked(line: SourceParagraph) -> tuple[str, str]:
    """Return the mark, and the text without a typed number."""
    text = tidy(line.text)
    if line.mark:
        return line.mark, text
    if match := NUMBER.match(text):
        return "number", text[match.end() :]
    if SECTION.match(text) and len(text) < 120 and not text.endswith((".", ";")):
        return "heading", text
    if text.isupper() and len(text) < 120:
        return "heading", text
    return "", text


def lines_of_plain_text(text: str) -> list[SourceParagraph]:
    """Return the paragraphs of a plain text: an empty line ends one, and so does the next number.

    Wrapped lines are joined; a year at the beginning of such a line is not taken for a number.
    """
    paragraphs: list[SourceParagraph] = []
    last = 0
    for block in blocks_of(text):
        parts: list[list[str]] = []
        for line in block.split("\n"):
            stripped = tidy(line)
            if not stripped:
                continue
            number = NUMBER.match(stripped)
            begins = (
                not parts or (number and int(number[1]) == last + 1) or re.match(r"\(?\w{1,5}\)\s", stripped)
            )
            if number and begins:
                last = int(number[1])
            if begins:
                parts.append([stripped])
            else:
                parts[-1].append(stripped)
        paragraphs += [SourceParagraph(" ".join(part)) for part in parts]
    return paragraphs


def _divided(row: ImportedRow) -> list[ImportedRow]:
    """Divide a row in two of the same kind at each empty line typed into it."""
    return [
        ImportedRow("paragraph" if index and row.kind == "join" else row.kind, part)
        for index, part in enumerate(blocks_of(row.text))
    ]


def drafts_of(rows: Sequence[ImportedRow], language: str) -> list[list[Paragraph]]:
    """Return the drafts in the corrected rows, each a list of paragraphs. Pure.

    An empty line within a row divides it. Raises ValueError for a first row that would belong below, or be joined to,
    nothing.
    """
    drafts: list[list[tuple[int, str]]] = []
    for row in (part for imported in rows for part in _divided(imported)):
        text = tidy(row.text)
        if row.kind == "out" or not text:
            continue
        if row.kind == "draft":
            drafts.append([(0, text)])
        elif not drafts:
            raise ValueError(text)
        elif row.kind == "join":
            level, before = drafts[-1][-1]
            drafts[-1][-1] = (level, f"{before} {text}")
        else:
            drafts[-1].append((_LEVELS[row.kind], text))
    return [
        [
            Paragraph(new_paragraph_id(), level, {language: Text(text, TextStatus.DRAFT)})
            for level, text in draft
        ]
        for draft in drafts
    ]
