"""Tables that people bring: CSV in any encoding and with any line ends, XLSX, ODS, JSON. Read liberally, and whole.

The format is found by content, never by a file's name. Faults name the line and the column, as the person who has
to mend the file counts them: the line in which a row begins, the head being line 1.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tablib
from django.utils.translation import gettext as _

from confman.web.errors import Refused

# What people write into a cell that has no value.
NO_VALUE = frozenset({"", "na", "n/a", "-", "–", "—"})
DELIMITERS = ",;\t|"
MOST_ROWS = 200_000
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters that European languages put into the middle of a word.
_COMMON = frozenset("àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšžßıłńśźżćčďěňřťůąęğşășțőű")
_PUNCTUATION = frozenset("‘’“”–—…«»°№·€£§©®™ \u00a0")


@dataclass(frozen=True)
class TableRow:
    """One row: the line it begins in (a spreadsheet's row number), and its cells by the name of the column."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """What a file says: names of the columns in their order, the rows, and how it was read."""

    columns: Sequence[str]
    rows: Sequence[TableRow]
    format: str
    encoding: str = ""


def is_no_value(value: Any) -> bool:
    """Empty, NA, N/A and dashes are no value."""
    return value is None or (isinstance(value, str) and value.strip().lower() in NO_VALUE)


def read_table(raw: bytes, *, name: str = "") -> Table:
    """The table in a file. Raises Refused, naming the file, where there is none or where it is torn.

    Empty rows are left out; a row with more cells than there are columns is refused with its line.
    """
    try:
        if raw[:4] == b"PK\x03\x04":
            return _read_spreadsheet(raw)
        encoding = detect_encoding(raw)
        text = raw.decode(encoding)
        if text.lstrip()[:1] in ("[", "{"):
            return _read_json(text, encoding)
        return _read_csv(text, encoding)
    except Refused as refusal:
        raise Refused(f"{name}: {refusal.message}" if name else refusal.message) from refusal


# --- Encoding ---------------------------------------------------------------------------------------------


def detect_encoding(raw: bytes) -> str:
    """The encoding of a text: by its mark, UTF-8 where that fits, else what gives the most sensible words.

    Bare carriage returns speak for a classic Macintosh. Raises Refused for what is no text at all.
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


def _sense_of(raw: bytes, encoding: str) -> int:
    """How much like words the text is around its characters beyond ASCII, if it is in that encoding."""
    score = 0
    for match in list(re.finditer(rb"[^\x00-\x7f]+", raw))[:5000]:
        try:
            run = match.group().decode(encoding)
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
        # Cyrillic stands in words of its own; inside a Latin word it is a misreading.
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


def _read_csv(text: str, encoding: str) -> Table:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda mark: _outside_quotes(first, mark))
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                raise Refused(_("over %(limit)d rows; nothing was read.") % {"limit": MOST_ROWS})
    except csv.Error as error:
        raise Refused(
            _("line %(line)d: a quotation mark is opened and not closed, or a cell is too long.")
            % {"line": line}
        ) from error
    return _table(rows, "csv", encoding)


def _outside_quotes(line: str, mark: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(mark)


def _read_spreadsheet(raw: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise Refused(_("this spreadsheet is damaged and cannot be opened.")) from error
    format = "ods" if "content.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""
    if not format:
        raise Refused(_("this is no table: it must be CSV, XLSX, ODS or JSON."))
    try:
        dataset = tablib.Dataset().load(raw, format=format)
    except Exception as error:
        raise Refused(_("this spreadsheet is damaged and cannot be opened.")) from error
    rows = [(1, ["" if cell is None else cell for cell in dataset.headers or []])]
    rows += [
        (line, list(cells)) for line, cells in enumerate(dataset, start=2) if any(map(_has_content, cells))
    ]
    return _table(rows, format, "")


def _has_content(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _read_json(text: str, encoding: str) -> Table:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(
            _("line %(line)d, column %(column)d: this is no JSON (%(fault)s).")
            % {"line": error.lineno, "column": error.colno, "fault": error.msg}
        ) from error
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if len(lists) == 1 else data
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise Refused(_("the JSON must be a list of objects, one for each row."))
    columns = list(dict.fromkeys(str(name) for entry in data for name in entry))
    return Table(
        columns, [TableRow(number, entry) for number, entry in enumerate(data, start=1)], "json", encoding
    )


def _table(rows: Sequence[tuple[int, Sequence[Any]]], format: str, encoding: str) -> Table:
    """Head and rows, checked. Cells of text come stripped."""
    if not rows:
        raise Refused(_("the file is empty."))
    columns = [str(name).strip() for name in rows[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    if twice := next((name for name in columns if name and columns.count(name) > 1), None):
        raise Refused(_("line 1: the column “%(name)s” stands twice.") % {"name": twice})
    found = []
    for line, cells in rows[1:]:
        if any(_has_content(cell) for cell in cells[len(columns) :]):
            raise Refused(
                _("line %(line)d has %(cells)d cells, but there are %(columns)d columns.")
                % {"line": line, "cells": len(cells), "columns": len(columns)}
            )
        values = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        found.append(
            TableRow(line, {name: value for name, value in zip(columns, values, strict=False) if name})
        )
    return Table([name for name in columns if name], found, format, encoding)
