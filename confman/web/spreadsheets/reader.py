"""Reads tables that users upload: CSV in any encoding and with any line ends, XLSX, ODS, JSON.

The format is recognized by content, never by the file's name. Errors name line and column as users count them: the line
in which a row begins, the head being line 1.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.spreadsheets.workbooks import spreadsheet_rows
from confman.web.uploads.guard import read_json, reader_guard
from confman.web.uploads.limits import RequestTooLarge, require_within_limits

# Texts that people write into a cell without a value.
NO_VALUE = frozenset({"", "na", "n/a", "-", "–", "—"})
DELIMITERS = ",;\t|"
MAX_ROWS = 200_000
MAX_COLUMNS = 300
# Limits of rows times columns: in all, and for what is read while someone waits.
MAX_AREA = 6_000_000
MAX_AREA_AT_ONCE = 50_000
# Empty cells at the end of a line are ignored, however many a program writes, up to this limit.
MAX_CELLS = 20_000
# Longer than any cell that a person wrote; the CSV reader's own limit is an eighth of it.
MAX_CELL_LENGTH = 1_000_000
# Longer than any column name. Names are cut, since they are stored.
MAX_NAME_LENGTH = 1000
# Objects, lists and values of a JSON text, each of which takes a hundred times its bytes in memory. (Measured: 100 MB
# of empty objects took 2.5 GB.) The fullest table that is accepted has a third.
MAX_JSON_MARKS = 10_000_000
# First bytes of files that people confuse with tables, or upload by mistake.
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters that occur within words of European languages.
_COMMON = frozenset("àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšžßıłńśźżćčďěňřťůąęğşășțőű")
# C0 and C1 controls except tab and line ends, lone surrogates, and Unicode's noncharacters.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The number of non-ASCII characters of a run that are examined: no word in any language is longer.
_MAX_RUN_LENGTH = 100
_PUNCTUATION = frozenset("‘’“”–—…«»°№·€£§©®™ \u00a0")

NumberedRow = tuple[int, list[Any]]


@dataclass(frozen=True)
class SpreadsheetGrid:
    """The rows of a file with their line numbers, without empty rows and trailing empty cells."""

    rows: Sequence[NumberedRow]
    format: str
    encoding: str = ""
    line_ends: str = ""


@dataclass(frozen=True)
class SpreadsheetRow:
    """A row: the line where it begins (a spreadsheet's row number), and its cells by column name."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Spreadsheet:
    """The content of a file: column names in order, the rows, and how the file was read."""

    columns: Sequence[str]
    rows: Sequence[SpreadsheetRow]
    format: str
    encoding: str = ""
    line_ends: str = ""


def without_controls(text: str) -> str:
    """Return a text without control characters, which pasted text and JSON escapes may contain."""
    return _CONTROLS.sub("", text)


def is_no_value(value: Any) -> bool:
    """Tell whether a text stands for no value: empty, NA, N/A and dashes."""
    return value is None or (isinstance(value, str) and value.strip().lower() in NO_VALUE)


def has_content(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def first_values(rows: Iterable[Sequence[Any]], width: int, limit: int) -> list[tuple[Any, ...]]:
    """Return the first values of each column, arranged as rows, by which columns are recognized."""
    columns: list[list[Any]] = [[] for _number in range(width)]
    lacking = list(range(width))
    for cells in rows:
        for number in [number for number in lacking if number < len(cells) and has_content(cells[number])]:
            columns[number].append(cells[number])
            if len(columns[number]) == limit:
                lacking.remove(number)
    return list(zip_longest(*columns, fillvalue=""))


def column_names(head: Sequence[Any], width: int) -> tuple[str, ...]:
    """Return the column names, made unique; columns without a heading are called A, B, C … as in spreadsheets."""
    names: list[str] = []
    for number in range(width):
        cell = head[number] if number < len(head) else None
        text = "" if cell is None else without_controls(str(cell))[:MAX_NAME_LENGTH]
        name = " ".join(text.split()) or column_letter(number)
        while name in names:
            name = f"{name} ({column_letter(number)})"
        names.append(name)
    return tuple(names)


def column_letter(number: int) -> str:
    """Return the letter of a column in spreadsheets: A for 0, Z for 25, AA for 26."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_spreadsheet(raw: bytes, *, name: str = "") -> Spreadsheet:
    """Return the table in a file. Raises Refused, naming the file, if there is none or the file is damaged.

    Empty rows are omitted; a row with more cells than there are columns is refused with its line.
    """
    try:
        with reader_guard():
            return _table(_grid(raw, strict=True))
    except Refused as refusal:
        raise _naming_the_file(refusal, name) from refusal


def read_grid(raw: bytes, *, strict: bool = True, at_once: bool = False) -> SpreadsheetGrid:
    """Return the rows of a file, whose first row need not be a head. Raises Refused as `read_spreadsheet` does.

    Not `strict`: a misplaced quotation mark is read literally, as in pasted text. `at_once`: someone waits; raises
    RequestTooLarge for anything that takes longer than a moment.
    """
    if at_once:
        require_within_limits(raw)
    try:
        with reader_guard():
            return _grid(raw, strict=strict, at_once=at_once)
    except RequestTooLarge:
        raise
    except Refused as refusal:
        raise _naming_the_file(refusal, "") from refusal


def _naming_the_file(refusal: Refused, name: str) -> Refused:
    text = str(refusal.message)
    return Refused(f"{name}: {text}" if name else capfirst(text))


def _grid(raw: bytes, *, strict: bool, at_once: bool = False) -> SpreadsheetGrid:
    if raw[:4] == b"PK\x03\x04":
        format, rows = spreadsheet_rows(raw, max_rows=MAX_ROWS, at_once=at_once)
        return SpreadsheetGrid(_nonempty_rows(rows, at_once), format)
    if raw.startswith(_OLD_EXCEL):
        raise Refused(_("this is an old Excel file (.xls). Save it as .xlsx or as CSV, and try again."))
    if raw.startswith(_PICTURES):
        raise Refused(_("this is not a table but a picture or a PDF. Give a CSV, XLSX, ODS or JSON file."))
    encoding = detect_encoding(raw)
    text = raw.decode(encoding, errors="strict" if encoding in ("utf-8", "utf-8-sig") else "replace")
    if text.lstrip()[:1] in ("[", "{"):
        return SpreadsheetGrid(_nonempty_rows(_json_rows(text), at_once, whole=True), "json", encoding)
    lines = _nonempty_rows(_csv_rows(text, strict=strict), at_once)
    return SpreadsheetGrid(lines, "csv", encoding, line_ends_of(text))


def _nonempty_rows(rows: Iterable[NumberedRow], at_once: bool, *, whole: bool = False) -> list[NumberedRow]:
    """Return the rows without empty ones and without trailing empty cells, unless `whole` rows are wanted.

    Raises Refused for more than a table may have, RequestTooLarge if someone waits.
    """
    nonempty: list[NumberedRow] = []
    widest = 0
    for line, cells in rows:
        width = len(cells)
        while width and not whole and not has_content(cells[width - 1]):
            width -= 1
        if not width:
            continue
        if width > MAX_COLUMNS:
            raise _too_wide(line)
        nonempty.append((line, list(cells[:width])))
        widest = max(widest, width)
        if at_once and len(nonempty) * widest > MAX_AREA_AT_ONCE:
            raise RequestTooLarge
        if len(nonempty) > MAX_ROWS or len(nonempty) * widest > MAX_AREA:
            raise Refused(
                _("over %(limit)d rows; nothing was read.") % {"limit": min(MAX_ROWS, MAX_AREA // widest)}
            )
    return nonempty


def _too_wide(line: int) -> Refused:
    return Refused(
        _("line %(line)d has more than %(limit)d cells. Delete the columns that are not needed.")
        % {"line": line, "limit": MAX_COLUMNS}
    )


# --- Encoding ---------------------------------------------------------------------------------------------


def detect_encoding(raw: bytes) -> str:
    """Return the encoding of a text: by its byte order mark, UTF-8 if valid, else the one with the most sensible words.

    Carriage returns without line feeds suggest a classic Macintosh. Raises Refused for anything but text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return encoding
    if b"\x00" in raw[:4096]:
        raise Refused(_("this is neither a text file nor a spreadsheet that can be read."))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    from_macintosh = raw.count(b"\r") > 10 * raw.count(b"\n")
    candidates = ["cp1252", "cp1251", "mac_roman", "koi8-r", "mac_cyrillic"]
    if from_macintosh:
        candidates = ["mac_roman", "mac_cyrillic", "cp1252", "cp1251", "koi8-r"]
    return max(candidates, key=lambda encoding: _sense_of(raw, encoding))


def line_ends_of(text: str) -> str:
    """Return the commonest line end: CRLF (Windows), CR (classic Macintosh), LF elsewhere; '' for a single line."""
    crlf = text.count("\r\n")
    counts = {"CRLF": crlf, "CR": text.count("\r") - crlf, "LF": text.count("\n") - crlf}
    commonest = max(counts, key=counts.__getitem__)
    return commonest if counts[commonest] else ""


def _sense_of(raw: bytes, encoding: str) -> int:
    """Score how much the text around its non-ASCII characters looks like words if read in that encoding."""
    score = 0
    for match in islice(re.finditer(rb"[^\x00-\x7f]+", raw), 5000):
        try:
            run = match.group()[:_MAX_RUN_LENGTH].decode(encoding)
        except UnicodeDecodeError:
            return -1_000_000
        before = raw[max(0, match.start() - 1) : match.start()].decode("ascii", "replace")
        after = raw[match.end() : match.end() + 1].decode("ascii", "replace")
        in_word = before.isalpha() or after.isalpha()
        for number, character in enumerate(run):
            score += _sense_of_character(character, run[number - 1] if number else before, in_word)
    return score


def _sense_of_character(character: str, before: str, in_word: bool) -> int:
    if "\u0400" <= character <= "\u04ff":
        # Cyrillic letters form words of their own; within a Latin word they are a misreading.
        if before.isascii() and before.isalpha():
            return -3
        return -1 if character.isupper() and before.islower() else 2
    if character in _COMMON:
        return 2 if in_word or not before.strip() else 1
    if character in _PUNCTUATION:
        return 1
    if character.isalpha():
        return -2 if character.isupper() and before.islower() else 0
    return -3


# --- Formats ----------------------------------------------------------------------------------------------


def _csv_rows(text: str, *, strict: bool) -> Iterator[NumberedRow]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=re.sub(r'"[^"]*"', "", first).count)
    for number, row in enumerate(io.StringIO(text), start=1):
        if row.count(delimiter) > MAX_CELLS:
            raise _too_wide(number)
    csv.field_size_limit(MAX_CELL_LENGTH)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=strict)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            _("line %(line)d: a quotation mark is opened and not closed, or a cell is too long.")
            % {"line": line}
        ) from error


def _json_rows(text: str) -> Iterator[NumberedRow]:
    """Yield a list of objects as rows: a head with all their names, then a row for each, counted from 1."""
    if sum(text.count(mark) for mark in "{[,") > MAX_JSON_MARKS:
        raise Refused(_("this JSON has more values than a table can have; nothing was read."))
    data = read_json(text)
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if len(lists) == 1 else data
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise Refused(_("the JSON must be a list of objects, one for each row."))
    if len(data) > MAX_ROWS:
        raise Refused(_("over %(limit)d rows; nothing was read.") % {"limit": MAX_ROWS})
    columns = list(dict.fromkeys(str(name) for entry in data for name in entry))
    if columns:
        yield 0, list(columns)
        yield from (
            (number, [entry.get(name) for name in columns]) for number, entry in enumerate(data, start=1)
        )


def _table(grid: SpreadsheetGrid) -> Spreadsheet:
    """Return head and rows, checked. Text cells are stripped."""
    if not grid.rows:
        raise Refused(_("the file is empty."))
    columns = [str("" if name is None else name).strip() for name in grid.rows[0][1]]
    if twice := next((name for name in columns if name and columns.count(name) > 1), None):
        raise Refused(_("line 1: the column “%(name)s” appears twice.") % {"name": twice})
    rows = []
    for line, cells in grid.rows[1:]:
        if len(cells) > len(columns):
            raise Refused(
                _("line %(line)d has %(cells)d cells, but there are %(columns)d columns.")
                % {"line": line, "cells": len(cells), "columns": len(columns)}
            )
        values = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        values += [None if grid.format == "json" else ""] * (len(columns) - len(values))
        rows.append(
            SpreadsheetRow(line, {name: value for name, value in zip(columns, values, strict=False) if name})
        )
    return Spreadsheet([name for name in columns if name], rows, grid.format, grid.encoding, grid.line_ends)
