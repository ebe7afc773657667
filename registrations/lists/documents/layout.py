"""The frame of the lists that the secretariat hands out: rooming, arrivals, visas, allowances, security, seating.

The rows of a list are mappings, whose keys its columns name, in the language of the reader. The HTML template (PDF and
Word) and the spreadsheet are made from these, so that they never differ.
"""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import document_date
from confman.documents.meta import AS_IT_IS, DocumentMeta
from confman.documents.rendering.fitted_text import MILLIMETRES_PER_POINT, width_of
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.languages import language_locale

# The format of amounts of money: always with two decimals.
AMOUNT = "#,##0.00"
# The columns that name people; and as in print.css: the size of the text of a table in points, the gap behind a cell.
NAMES = ("name", "head")
TEXT_SIZE, CELL_GAP_MM = 8.5, 2.6
# A row of more lines may go on over the end of a page. Then the width of a letter, and of a column that takes the rest.
MAX_WHOLE_LINES, LETTER_MM, REST_MM = 6, 1.6, 50


@dataclass(frozen=True)
class ListColumn:
    """A column: the key of what it shows of a row; without any, there is room to write.

    A spreadsheet takes the value as it is; for a reader dates are written out, and amounts by the `pattern`
    (of CLDR).
    """

    field: str
    title: str
    width_mm: float = 0
    align: str = "start"
    pattern: str = ""
    second: str = (
        ""  # the key of what is below, smaller; a column of its own in a spreadsheet, with this name
    )
    second_title: str = ""

    @property
    def is_name(self) -> bool:
        """Return whether it names people, who are neither divided nor cut."""
        return self.field in NAMES

    def lines_of(self, text: str) -> float:
        """Return about how many lines a text takes in the column."""
        return len(text) * LETTER_MM / (self.width_mm or REST_MM)

    def size_of(self, text: str) -> float:
        """Return the size in points at which the longest word of a name fits the column; 0 for the usual one."""
        if not (self.is_name and self.width_mm and text):
            return 0
        widest = max(width_of(part, weight="400Regular") for part in re.split(r"[\s-]", text))
        fits = (self.width_mm - CELL_GAP_MM) / (widest * MILLIMETRES_PER_POINT or 1)
        return 0 if fits >= TEXT_SIZE else math.floor(fits * 10) / 10


@dataclass(frozen=True)
class ListSection:
    """Rows under a heading; `note` is below them."""

    title: str
    rows: tuple[Mapping[str, Any], ...]
    note: str = ""


@dataclass(frozen=True)
class ListGroup:
    """Sections under a larger heading: a day, a hotel. `title` may be empty."""

    title: str
    sections: tuple[ListSection, ...]
    note: str = ""


@dataclass(frozen=True)
class ListDocument:
    """A list as its templates see it. `closing` are the lines below it; `empty` is printed where there are no rows."""

    meta: DocumentMeta
    columns: tuple[ListColumn, ...] = field(metadata=AS_IT_IS)
    groups: tuple[ListGroup, ...]
    empty: str
    closing: tuple[str, ...] = ()
    group_title: str = ""
    section_title: str = ""
    row_height_mm: float = 0

    def tables(self) -> list[tuple[ListGroup, list[tuple[ListSection, list[tuple[list[Any], bool]]]]]]:
        """Return the groups with their sections, and for every row the cells, and whether it is long.

        A cell is its column, text, what is below it, and the size of its letters.
        """
        return [
            (group, [(section, [self._cells(row) for row in section.rows]) for section in group.sections])
            for group in self.groups
        ]

    def _cells(self, row: Mapping[str, Any]) -> tuple[list[Any], bool]:
        cells = [
            (column, text, row.get(column.second, ""), column.size_of(str(text)))
            for column in self.columns
            for text in [self._cell_value(row, column)]
        ]
        return cells, any(column.lines_of(str(text)) > MAX_WHOLE_LINES for column, text, *_rest in cells)

    def _cell_value(self, row: Mapping[str, Any], column: ListColumn) -> Any:
        value, language = row.get(column.field, ""), self.meta.language
        if isinstance(value, dt.date):
            return document_date(value, language)
        if column.pattern:
            return format_amount(value, language, column.pattern)
        return "" if value is None else value


def format_amount(amount: Decimal, language: str, pattern: str = AMOUNT) -> str:
    """Return 1,234.50 as the language writes it."""
    return str(format_decimal(amount, format=pattern, locale=language_locale(language)))


def list_meta(
    conference: Conference,
    *,
    language: str,
    title: str,
    options: Mapping[str, Any],
    subtitle: str = "",
    note: str = "",
) -> DocumentMeta:
    """Return the masthead of a list with personal data, with its recipient and purpose, where they are known."""
    recipient, purpose = options.get("recipient") or "", options.get("purpose") or ""
    sentences = [
        _("For: %(recipient)s.") % {"recipient": recipient} if recipient else "",
        _("Purpose: %(purpose)s.") % {"purpose": purpose} if purpose else "",
        _("Contains personal data: not to be passed on, and to be destroyed after use."),
        note,
    ]
    return document_meta(
        conference,
        language=language,
        title=title,
        subtitle=subtitle,
        note=" ".join(part for part in sentences if part),
        distribution=_("Restricted"),
    )


def list_sheet(data: ListDocument) -> Sheet:
    """Return the same as a spreadsheet: a line for each row, its group and section beside it."""
    heads = [title for title in (data.group_title, data.section_title) if title]
    fields = []
    for column in data.columns:
        heads += [column.title, *([column.second_title] if column.second else [])]
        fields += [column.field, *([column.second] if column.second else [])]
    rows = []
    for group in data.groups:
        for section in group.sections:
            before = [
                title
                for title, name in ((group.title, data.group_title), (section.title, data.section_title))
                if name
            ]
            rows += [[*before, *(row.get(name, "") for name in fields)] for row in section.rows]
    return Sheet(data.meta.title, heads, rows)
