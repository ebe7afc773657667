"""Answers and files as comparable text, without what differs between runs."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table
from openpyxl import load_workbook

# Of rows, and of the paragraphs of a text.
KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\bp(?:[0-9a-f]{12}|[0-9a-f]{20})(?![0-9a-f])")
# Signed values, nonces, hashes: long, with letters of both cases and digits, or without a digit with more capitals than
# a name has words; and codes of documents, which are made of keys.
TOKEN = re.compile(
    r"(?=[\w:-]*\d)(?=[\w:-]*[a-z])(?=[\w:-]*[A-Z])[\w:-]{20,}"
    r"|\b(?=(?:[a-z_-]*[A-Z]){6})(?=[A-Za-z_-]*[a-z][A-Z])[A-Za-z_-]{20,}"
    r"|\b[0-9a-f]{16,64}\b|(?<=[.-])[0-9A-Z]{8}(?=\.)|\b(?:[A-Z2-7]{4}-){2,}[A-Z2-7]{4}\b"
)
BETWEEN_TAGS = re.compile(r">\s*<")


@dataclass(frozen=True)
class Golden:
    """A folder of texts, one a file."""

    folder: Path

    def __call__(self, name: str, text: str) -> None:
        path = self.folder / (re.sub(r"[^\w/=.-]+", "_", name) + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(steady(text) + "\n", encoding="utf-8")


def steady(text: str) -> str:
    """Number keys in the order of appearance, and remove tokens."""
    numbers: dict[str, int] = {}
    text = KEY.sub(lambda found: f"<key {numbers.setdefault(found[0], len(numbers) + 1)}>", text)
    return TOKEN.sub("<token>", text)


def text_of_answer(response: Any) -> str:
    """Return status, descriptive headers and body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = [str(response.status_code)] + [
        f"{name}: {response[name]}"
        for name in ("Location", "Content-Type", "Content-Disposition", "Cache-Control")
        if name in response
    ]
    return "\n".join([*said, text_of_content(body)])


def text_of_content(content: bytes) -> str:
    """Return text and structure of a file, whatever its format."""
    if content.startswith(b"%PDF") and b"%%EOF" in content:
        return "\f\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "\n".join(_text_of_archive(content))
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return f"{content[:4]!r}, {len(content)} bytes"
    if text.startswith("BEGIN:VCALENDAR"):
        return text.replace("\r\n ", "")  # Lines are folded within keys.
    return BETWEEN_TAGS.sub(">\n<", text)


def _text_of_archive(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if "word/document.xml" in names:
            yield from _text_of_word(Document(io.BytesIO(content)))
        elif "xl/workbook.xml" in names:
            for sheet in load_workbook(io.BytesIO(content)):
                yield f"== {sheet.title}"
                for row in sheet.iter_rows(values_only=True):
                    yield "\t".join("" if value is None else str(value) for value in row)
        else:
            for name in sorted(names):
                yield f"== {name}"
                yield text_of_content(archive.read(name))


def _text_of_word(document: WordDocument) -> Iterator[str]:
    """Return each paragraph with its style, each cell of a table, headers and footers."""
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                yield "| " + " | ".join(cell.text for cell in row.cells)
        else:
            yield f"{part.style.name if part.style else ''}: {part.text}"
    for section in document.sections:
        for margin in (section.header, section.footer):
            yield from (f"margin: {paragraph.text}" for paragraph in margin.paragraphs)
