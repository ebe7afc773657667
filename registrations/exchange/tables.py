"""Reading a table that people made: CSV, XLSX, ODS, JSON, or cells pasted from a spreadsheet.

What kind of file it is, its encoding and its separators are found from its content, never from its name. Nothing
is guessed about what the columns mean: see `columns`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.table_reading import detect_encoding

MAX_ROWS = 50_000
MAX_COLUMNS = 300
# What a spreadsheet may unpack to: a zip bomb is refused before it is opened.
MAX_UNPACKED = 300 * 1024 * 1024
_SEPARATORS = (",", ";", "\t", "|")
# What people write for "nothing"; the dash in its three widths.
_NOTHING = frozenset({"", "na", "n/a", "-", "–", "—"})
# C0 and C1 controls but tab and line ends, and what Unicode says is no character.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """A row of cells, cleaned; `line` is where it stands in the file, counted as the file's reader counts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Names of columns, and rows as wide as they. `columns` are A, B, C … where the file has no head."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    format: str = ""
    notes: tuple[str, ...] = field(default=())

    def column(self, number: int, limit: int = 3) -> list[str]:
        """The first values of a column that say something, to know it by."""
        found = []
        for row in self.rows:
            if row.cells[number]:
                found.append(row.cells[number])
                if len(found) == limit:
                    break
        return found


def clean_cell(value: Any) -> str:
    """What a cell says; '' for what stands for nothing. Undoes what an export did to neutralize a formula."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _CONTROLS.sub("", str(value)).strip()
    if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS):
        text = text[1:]
    return "" if text.casefold() in _NOTHING else text


def read_table(content: bytes, *, headed: bool = True) -> Table:
    """The table in a file. Raises Refused, with the line where there is one, for what is none."""
    if content.startswith(b"PK\x03\x04"):
        return _table(_spreadsheet(content), "spreadsheet", headed)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_("This is an old Excel file (.xls). Save it as .xlsx or as CSV, and try again."))
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Refused(_("This is not a table but a picture or a PDF. Give a CSV, XLSX, ODS or JSON file."))
    text = _decode(content)
    if text.lstrip()[:1] in ("[", "{"):
        return _table(_json_rows(text), "json", True)
    return read_text(text, headed=headed)


def read_text(text: str, *, headed: bool = True) -> Table:
    """The table in a text: a CSV file, or what was copied from a spreadsheet."""
    return _table(_csv_rows(text), "csv", headed)


def _table(numbered: Iterable[tuple[int, list[Any]]], kind: str, headed: bool) -> Table:
    rows = [(line, [clean_cell(cell) for cell in cells]) for line, cells in numbered]
    rows = [(line, cells) for line, cells in rows if any(cells)]
    if not rows:
        raise Refused(_("The file has no rows."))
    if len(rows) > MAX_ROWS:
        raise Refused(_("The file has more than %(limit)d rows; divide it.") % {"limit": MAX_ROWS})
    width = max(len(cells) for _line, cells in rows)
    if width > MAX_COLUMNS:
        raise Refused(_("The file has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})
    head: list[str] = []
    if headed:
        _line, head = rows.pop(0)
    names = _unique_names([*head, *[""] * (width - len(head))])
    if not rows:
        raise Refused(_("The file has only a head and no rows below it."))
    return Table(
        columns=names,
        rows=tuple(Row(line, (*cells, *[""] * (width - len(cells)))) for line, cells in rows),
        format=kind,
    )


def _unique_names(head: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for number, name in enumerate(head):
        name = " ".join(name.split()) or column_letter(number)
        while name in names:
            name = f"{name} ({column_letter(number)})"
        names.append(name)
    return tuple(names)


def column_letter(number: int) -> str:
    """A for 0, Z for 25, AA for 26: as spreadsheets call their columns."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _decode(content: bytes) -> str:
    return content.decode(detect_encoding(content), errors="replace")


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.replace("\x00", "")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(_("Line %(line)d: %(reason)s.") % {"line": line, "reason": error}) from error


def _json_rows(text: str) -> Iterator[tuple[int, list[Any]]]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(
            _("Line %(line)d, column %(column)d: this is not JSON.")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    if isinstance(data, dict):
        data = next((value for value in data.values() if isinstance(value, list)), [data])
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise Refused(_("This JSON is not a list of objects, one a person."))
    names = list(dict.fromkeys(str(name) for entry in data for name in entry))
    yield 0, names
    for number, entry in enumerate(data, start=1):
        values = (entry.get(name) for name in names)
        yield number, ["" if isinstance(value, (dict, list)) else value for value in values]


def _is_xlsx(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "[Content_Types].xml" in archive.namelist()


def _spreadsheet(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    broken = _("This spreadsheet cannot be opened. Save it again as XLSX, ODS or CSV, and try again.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Refused(_("This file unpacks to more than a spreadsheet can hold; it was not opened."))
        if _is_xlsx(content):
            yield from _xlsx_rows(content)
        else:
            data = tablib.Dataset()
            data.load(io.BytesIO(content), format="ods", headers=False)
            yield from ((number, list(cells)) for number, cells in enumerate(data, start=1))
    except Refused:
        raise
    except Exception as error:
        # What the readers of spreadsheets raise for a broken one is anything at all.
        raise Refused(broken) from error


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    # The size a file says it has is often wrong: read what is there.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, list(cells)
        if number > MAX_ROWS + 1:
            return
