"""Reads the first sheet of a workbook, XLSX or ODS, row by row; refuses files that would fill the memory."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.limits import RequestTooLarge, has_many_entries, looks_like_xml

# The largest unpacked size of a spreadsheet: a zip bomb is refused before it is opened. The largest known list has 4
# MB.
MAX_UNPACKED = 64 * 1024 * 1024
# Tags in its XML: a cell has some four, and takes a thousand times its bytes in memory and time. (Measured: for 180 KB,
# zipped, openpyxl took 2.8 GB.)
MAX_TAGS = 4_000_000
# Tags of one row, which is held whole in memory; sheets have 16,384 columns, all of them styled by some programs.
MAX_TAGS_IN_A_ROW = 100_000
# Cells examined, blank ones included, and rows skipped: a file of a kilobyte can declare billions.
MAX_LOOKED_AT, MAX_LOOKED_AT_AT_ONCE = 10_000_000, 500_000
# Cells of a row.
MAX_CELLS = 20_000
_ROW = re.compile(rb"<(?:\w+:)?(?:table-)?row\b")
_PART = 1024 * 1024
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Parts of a workbook that openpyxl does not understand are decoration.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def spreadsheet_rows(
    raw: bytes, *, max_rows: int, at_once: bool = False
) -> tuple[str, Iterator[tuple[int, list[Any]]]]:
    """Return the format, and the numbered rows of the first sheet.

    Raises Refused, also while the rows are read; RequestTooLarge if someone waits. Rows end after `max_rows` and one
    more, so that the caller can tell that there are too many.
    """
    if has_many_entries(raw):
        raise _too_large()
    with _guard(), zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = {entry.filename: entry.file_size for entry in archive.infolist()}
        too_much = sum(entries.values()) > MAX_UNPACKED or _has_too_many_tags(archive, entries)
    if too_much:
        raise _too_large()
    if "xl/workbook.xml" in entries:
        return "xlsx", _guarded(_xlsx_rows(raw), max_rows, at_once)
    if "content.xml" in entries:
        return "ods", _guarded(_ods_rows(raw), max_rows, at_once)
    raise Refused(_("this is not a table: it must be CSV, XLSX, ODS or JSON."))


def _too_large() -> Refused:
    return Refused(_("this file unpacks to more than a spreadsheet can hold; it was not opened."))


def _guard() -> AbstractContextManager[None]:
    return reader_guard(problem=_("this spreadsheet is damaged and cannot be opened."))


def _has_too_many_tags(archive: zipfile.ZipFile, entries: Iterable[str]) -> bool:
    """Tell whether there are too many tags, counted in a stream before anything builds a tree of them."""
    tags = in_row = 0
    for name in entries:
        with archive.open(name) as content:
            is_xml = None
            while part := content.read(_PART):
                is_xml = looks_like_xml(part) if is_xml is None else is_xml
                if not is_xml:
                    break
                tags += part.count(b"<")
                first, *rows = _ROW.split(part)
                counts = [in_row + first.count(b"<"), *(row.count(b"<") for row in rows)]
                in_row = counts[-1]
                if tags > MAX_TAGS or ("sharedStrings" not in name and max(counts) > MAX_TAGS_IN_A_ROW):
                    return True
        in_row = 0
    return False


def _guarded(
    rows: Iterator[tuple[int, list[Any]]], max_rows: int, at_once: bool
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows with content as they stream by, up to one more than allowed."""
    count = looked_at = 0
    with _guard():
        for number, cells in rows:
            looked_at += 1 + len(cells)
            if at_once and looked_at > MAX_LOOKED_AT_AT_ONCE:
                raise RequestTooLarge
            if looked_at > MAX_LOOKED_AT:
                raise _too_large()
            if any(cell is not None and cell != "" for cell in cells):
                yield number, cells
                count += 1
            if count > max_rows:
                return


def _xlsx_rows(raw: bytes) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=True).worksheets[0]
    # The size that a file declares is often wrong: read what is there.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, list(cells)


def _ods_rows(raw: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Yield rows as they stream by: a document of a million repeated empty cells takes no more than its size."""
    number = 0
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("content.xml") as content:
        events = etree.iterparse(
            content, events=("end",), tag=(f"{_TABLE}table-row", f"{_TABLE}table"),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        )  # fmt: skip
        for _event, element in events:
            if element.tag == f"{_TABLE}table":
                return
            cells = _ods_cells(element)
            repeated = int(element.get(f"{_TABLE}number-rows-repeated", 1)) if cells else 1
            # Only few full rows are repeated, by hand; empty ones repeat to the end of the sheet.
            for _again in range(min(repeated, 1000)):
                number += 1
                yield number, list(cells)
            if not cells:
                number += int(element.get(f"{_TABLE}number-rows-repeated", 1)) - 1
            element.clear()


def _ods_cells(row: Any) -> list[Any]:
    cells: list[Any] = []
    empty = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        value = _ods_value(cell)
        if value in (None, ""):
            empty += times
            continue
        cells += [None] * min(empty, MAX_CELLS) + [value] * min(times, 1000)
        empty = 0
        if len(cells) > MAX_CELLS:
            raise _too_large()
    return cells


def _ods_value(cell: Any) -> Any:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value"))
        return int(number) if number.is_integer() else number
    if kind == "date":
        text = cell.get(f"{_OFFICE}date-value")
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    if kind == "time" and (clock := _CLOCK.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return dt.time(hours, minutes, seconds) if hours < 24 else dt.timedelta(hours=hours, minutes=minutes)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return "\n".join(_ods_text(paragraph) for paragraph in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h"))


def _ods_text(element: Any) -> str:
    """Return the text of a paragraph; repeated blanks, tabs and line breaks are elements in ODS."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", 1)), 1000))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and not child.tag.endswith("annotation"):
            parts.append(_ods_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
