"""Spreadsheets and CSV of a document's content."""

import csv
import datetime as dt
import decimal
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from lxml import etree

from confman.documents.plain_values import printable

# First characters by which a spreadsheet recognizes a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# A text that begins like a neutralized formula gets another apostrophe, or reading would remove its own.
_LIKE_NEUTRALIZED = re.compile(r"'+[=+\-@\t\r]")
WIDEST, NARROWEST = 60, 8


@dataclass(frozen=True)
class Sheet:
    """A table: title, names of columns, rows. Values are text, numbers (Decimal too), dates or None."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def render_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with these sheets, head rows frozen and filterable. Text stays text, however it begins."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(_sheet_name(sheet.title, number, book.sheetnames))
        for column, name in enumerate(sheet.columns, start=1):
            cell = page.cell(row=1, column=column, value=str(name))
            cell.font = Font(bold=True)
        style = _text_style(page)
        for row, values in enumerate(sheet.rows, start=2):
            for column, value in enumerate(values, start=1):
                if value is not None and value != "":
                    _write(page.cell(row=row, column=column), value, style)
        page.freeze_panes = "A2"
        page.auto_filter.ref = page.dimensions
        for column, name in enumerate(sheet.columns):
            lengths = [len(str(name)), *(len(str(values[column] or "")) for values in sheet.rows[:500])]
            page.column_dimensions[get_column_letter(column + 1)].width = min(
                WIDEST, max(NARROWEST, *lengths) + 2
            )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def render_csv(sheet: Sheet) -> bytes:
    """Render CSV in UTF-8 with a byte order mark for Excel; an apostrophe precedes text that looks like a formula."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([_harmless(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def render_ods(sheet: Sheet) -> bytes:
    """Return an OpenDocument spreadsheet. Text stays text, however it begins."""
    rows = [[_as_text(value) if isinstance(value, str) else value for value in row] for row in sheet.rows]
    return write_ods(_sheet_name(sheet.title, 1, ()), sheet.columns, rows)


def render_json(sheet: Sheet) -> bytes:
    """Return a list of objects in UTF-8, one for each row, without empty values."""
    rows = [
        {
            name: value
            for name, value in zip(sheet.columns, row, strict=True)
            if value is not None and value != ""
        }
        for row in sheet.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str).encode("utf-8")


# The formats in which a table can be exported and imported again.
RENDERERS: Mapping[str, Callable[[Sheet], bytes]] = {
    "csv": render_csv,
    "xlsx": lambda sheet: render_xlsx([sheet]),
    "ods": render_ods,
    "json": render_json,
}
SPREADSHEET_FORMATS = tuple(RENDERERS)


def _text_style(page: Any) -> Any:
    """Return the style of text cells, created once. (Measured: one for each cell takes two thirds of the time.)"""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    template = WriteOnlyCell(page)
    template.alignment = Alignment(wrap_text=True, vertical="top")
    return template._style


def _write(cell: Any, value: Any, style: Any) -> None:
    if isinstance(value, dt.datetime) and value.tzinfo:
        value = value.replace(tzinfo=None)
    if isinstance(value, (int, float, decimal.Decimal, dt.date, dt.time)):
        cell.value = value
        return
    cell.value = _as_text(str(value))
    cell.data_type = "s"
    cell._style = style


def _as_text(text: str) -> str:
    """Return a text for a cell typed as text, so that it never becomes a formula."""
    text = printable(text)
    return f"'{text}" if _LIKE_NEUTRALIZED.match(text) else text


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and (value.startswith(FORMULA_STARTS) or _LIKE_NEUTRALIZED.match(value)):
        return f"'{value}"
    return value


def _sheet_name(title: str, number: int, names: Sequence[str]) -> str:
    """Return a unique name for Excel, which allows 31 characters and not all of them; a title is cut between words."""
    allowed = "".join(" " if letter in r"[]:*?/\'" else letter for letter in str(title)).strip()
    name = shorten(allowed, 28, placeholder="") or allowed[:28] or f"{number}"
    return name if name not in names else f"{name[:25]} {number}"


CONTENT_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_OFFICE, _TABLE, _TEXT = (f"{{{address}}}" for address in _NAMES.values())
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
 <manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{CONTENT_TYPE}"/>
 <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


def write_ods(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet. Values are text, numbers, dates or None; text cells are typed as text.

    Written row by row. (Measured: odfpy takes forty times as long for ten thousand rows.)
    """
    content = io.BytesIO()
    with (
        etree.xmlfile(content, encoding="utf-8") as file,
        file.element(f"{_OFFICE}document-content", {f"{_OFFICE}version": "1.3"}, nsmap=_NAMES),
        file.element(f"{_OFFICE}body"),
        file.element(f"{_OFFICE}spreadsheet"),
        file.element(f"{_TABLE}table", {f"{_TABLE}name": name}),
    ):
        file.write(
            etree.Element(f"{_TABLE}table-column", {f"{_TABLE}number-columns-repeated": str(len(columns))})
        )
        for row in (columns, *rows):
            file.write(_row(row))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        # The standard wants it first and uncompressed, so that a file is recognized by its beginning.
        archive.writestr("mimetype", CONTENT_TYPE, compress_type=zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content.getvalue())
    return target.getvalue()


def _row(values: Sequence[Any]) -> Any:
    row = etree.Element(f"{_TABLE}table-row")
    for value in values:
        cell = etree.SubElement(row, f"{_TABLE}table-cell")
        if value is None or value == "":
            continue
        kind, text = _typed(value)
        cell.set(f"{_OFFICE}value-type", kind)
        if kind == "float":
            cell.set(f"{_OFFICE}value", text)
        elif kind == "date":
            cell.set(f"{_OFFICE}date-value", text)
        for line in text.split("\n"):
            etree.SubElement(cell, f"{_TEXT}p").text = line
    return row


def _typed(value: Any) -> tuple[str, str]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "float", str(value)
    if isinstance(value, dt.date):
        return "date", value.isoformat()
    return "string", str(value)
