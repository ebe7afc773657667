"""A list of people as a table; its columns are guessed from their names, or given by `--map COLUMN=FIELD`."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.people.fields import PERSON_FIELDS
from confman.translation.languages import is_language, language_name
from confman.web.errors import Refused
from confman.web.search import fold
from confman.web.spreadsheets.reader import (
    NO_VALUE,
    SpreadsheetGrid,
    column_names,
    first_values,
    read_grid,
    without_controls,
)
from registrations.spreadsheets.exchange.cell_values import known_values

MAX_ROWS = 50_000
# Kept of a table to recognize its columns by: the first values of each, as far as they are shown.
EXAMPLES, MAX_EXAMPLE_LENGTH = 25, 200
# The apostrophe that an export puts before what a spreadsheet would take for a formula; the first of several.
_NEUTRALIZED = re.compile(r"'+[=+\-@\t\r]")
# Case-folded it would mean no value; in this spelling it is a name (나, Naa), never a machine's "nothing".
_A_NAME = "Na"


@dataclass(frozen=True)
class ListRow:
    """A row of cells, cleaned; `line` is its line in the file, as the file's reader counts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListSheet:
    """Names of columns, and rows of the same width. `columns` are A, B, C … where the file has no head.

    In an excerpt, the cells of a row below the head may come from different rows of the file; `more` are the
    rows that the file has besides.
    """

    columns: tuple[str, ...]
    rows: tuple[ListRow, ...]
    format: str = ""
    encoding: str = ""
    line_ends: str = ""
    more: int = 0

    @property
    def count(self) -> int:
        """Return the number of rows in the file."""
        return len(self.rows) + self.more

    def column(self, number: int, limit: int = 3) -> list[str]:
        """Return the first values of a column that are not empty, to recognize it by."""
        return list(islice((row.cells[number] for row in self.rows if row.cells[number]), limit))


def clean_cell(value: object, *, is_data: bool = False) -> str:
    """Return the text of a cell; '' for a value that means nothing. Reverse how an export neutralized a formula.

    `is_data` is for formats that no spreadsheet opens: nothing was neutralized there.
    """
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        # Kept as it is: we do not know such a value, and input is not dropped silently.
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = without_controls(str(value)).strip()
    if not is_data and _NEUTRALIZED.match(text):
        text = text[1:]
    return "" if text.casefold() in NO_VALUE and text != _A_NAME else text


def read_list_sheet(content: bytes, *, headed: bool = True, at_once: bool = False) -> ListSheet:
    """Return the table in a file. Raises Refused, with the line where there is one, for anything but a table.

    `at_once`: someone waits; raises RequestTooLarge for what takes longer than a moment.
    """
    grid = read_grid(content, strict=False, at_once=at_once)
    rows = _cleaned(grid)
    return _table(rows, _width(rows), grid, headed=headed)


def read_excerpt(content: bytes, *, at_once: bool = False) -> dict[str, Any]:
    """Return the first rows, which show the columns, as JSON for `sheet_of_excerpt`. Raises as `read_list_sheet`."""
    grid = read_grid(content, strict=False, at_once=at_once)
    rows = _cleaned(grid)
    head, *others = (cells for _line, cells in rows)
    excerpt_rows = [head, *first_values(others, _width(rows), EXAMPLES)]
    return {
        "rows": [[cell[:MAX_EXAMPLE_LENGTH] for cell in cells] for cells in excerpt_rows],
        "width": _width(rows),
        "more": len(rows) - len(excerpt_rows),
        **{name: getattr(grid, name) for name in ("format", "encoding", "line_ends")},
    }


def sheet_of_excerpt(excerpt: Mapping[str, Any], *, headed: bool) -> ListSheet:
    """Return the table of an excerpt. Raises Refused if it would have no rows."""
    rows = list(enumerate(excerpt["rows"], start=1))
    grid = SpreadsheetGrid(rows, excerpt["format"], excerpt["encoding"], excerpt["line_ends"])
    return _table(rows, excerpt["width"], grid, headed=headed, more=excerpt["more"])


def _cleaned(grid: SpreadsheetGrid) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty. Raises Refused if there are none, or too many."""
    is_data = grid.format == "json"
    rows = [(line, [clean_cell(cell, is_data=is_data) for cell in cells]) for line, cells in grid.rows]
    rows = [(line, cells) for line, cells in rows if any(cells)]
    if not rows:
        raise Refused(_("The file has no rows."))
    if len(rows) > MAX_ROWS:
        raise Refused(_("The file has more than %(limit)d rows; divide it.") % {"limit": MAX_ROWS})
    return rows


def _width(rows: Sequence[tuple[int, list[str]]]) -> int:
    return max(len(cells) for _line, cells in rows)


def _table(
    rows: list[tuple[int, list[str]]], width: int, grid: SpreadsheetGrid, *, headed: bool, more: int = 0
) -> ListSheet:
    head: list[str] = []
    if headed or grid.format == "json":
        _line, head = rows.pop(0)
    names = column_names(head, width)
    if not rows:
        raise Refused(_("The file has only a head and no rows below it."))
    return ListSheet(
        columns=names,
        rows=tuple(ListRow(line, (*cells, *[""] * (width - len(cells)))) for line, cells in rows),
        format=grid.format,
        encoding=grid.encoding,
        line_ends=grid.line_ends,
        more=more,
    )


@dataclass(frozen=True)
class ListField:
    """A field that a column can fill. Synonyms are compared folded, in any script."""

    key: str
    label: Promise | str
    translated: bool = False
    synonyms: tuple[str, ...] = ()


# A language after a name: name_ru, name (ru), name ru, name_uz-Cyrl.
_SUFFIX = re.compile(
    r"^(?P<name>.+?)(?<![\s_\-])[\s_\-]*[\s_\[(](?P<language>[a-z]{2,3}(?:-[a-z]{4})?)[\])]?$", re.IGNORECASE
)
# As an export writes it, whatever the conference's languages.
_EXPORTED = re.compile(r"(.+)_([a-z]{2,3}(?:-[A-Z][a-z]{3})?)")
_NONE = ListField("", "")
EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")


@dataclass(frozen=True)
class ColumnTarget:
    """The target of a column: a field, and its language where the field has one ('' = the file's own)."""

    field: str
    language: str = ""

    def __str__(self) -> str:
        return f"{self.field}_{self.language}" if self.language else self.field


class ListFields:
    """The fields that the columns of one kind of list can fill. One of `naming` must be among them."""

    def __init__(self, fields: Iterable[ListField], *, naming: frozenset[str]) -> None:
        self.fields = {field.key: field for field in fields}
        self.naming = naming

    def __getitem__(self, key: str) -> ListField:
        return self.fields[key]

    def label(self, target: ColumnTarget) -> str:
        label = str(self.fields[target.field].label)
        return f"{label} ({language_name(target.language)})" if target.language else label

    def read_target(self, text: str) -> ColumnTarget:
        """Read `name`, `name_ru`, `job_title_uz-Cyrl`. Raises Refused, with the possible fields."""
        text = text.strip()
        if text in self.fields:
            return ColumnTarget(text)
        if target := self._exported(text):
            return target
        raise Refused(
            _("There is no field “%(field)s”. There are: %(fields)s; with _ru and the like for a language.")
            % {"field": text, "fields": ", ".join(self.fields)}
        )

    def guess(self, table: ListSheet, languages: Iterable[str]) -> dict[int, ColumnTarget]:
        """Guess what every column means; empty columns are left out, and no field occurs twice."""
        offered = {code.lower(): code for code in languages}
        targets: dict[int, ColumnTarget] = {}
        # A name that is a field's own key is more certain than a synonym.
        for sure in (True, False):
            names = self._names(sure)
            for number, name in enumerate(table.columns):
                target = self._guess(name, offered, names, sure)
                if target and number not in targets and target not in targets.values():
                    targets[number] = target
        return targets or self.guess_from_values(table)

    def _guess(
        self, name: str, offered: Mapping[str, str], names: Mapping[str, str], sure: bool
    ) -> ColumnTarget | None:
        if field := names.get(fold(name)):
            return ColumnTarget(field)
        if sure and (target := self._exported(name)):
            return target
        match = _SUFFIX.match(name)
        if not match:
            return None
        language = offered.get(match["language"].lower())
        field = names.get(fold(match["name"]))
        if not language or not field or not self.fields[field].translated:
            return None
        return ColumnTarget(field, language)

    def _exported(self, name: str) -> ColumnTarget | None:
        """Find the field for a heading that an export wrote, in whatever language the conference has."""
        match = _EXPORTED.fullmatch(name)
        is_translated = match and self.fields.get(match[1], _NONE).translated and is_language(match[2])
        return ColumnTarget(match[1], match[2]) if match and is_translated else None

    def _names(self, sure: bool) -> dict[str, str]:
        """Map the folded names of columns to the fields they fill; only the fields' own keys are sure."""
        names: dict[str, str] = {}
        for field in self.fields.values():
            for word in (field.key,) if sure else (str(field.label), *field.synonyms):
                names.setdefault(fold(word), field.key)
        return names

    def guess_from_values(self, table: ListSheet) -> dict[int, ColumnTarget]:
        """Guess the targets of the columns of a table without a head."""
        return {}

    def has_head(self, table: ListSheet) -> bool:
        """Tell whether the first line names columns: at least one of its cells means something to us."""
        names = self._names(True) | self._names(False)
        return any(
            fold(name) in names or fold(re.sub(_SUFFIX, r"\g<name>", name)) in names for name in table.columns
        )

    def parse_map(self, pairs: Iterable[str], table: ListSheet) -> dict[int, ColumnTarget]:
        """Read the columns of `--map COLUMN=FIELD`; COLUMN is a name or a letter as in spreadsheets. Raises Refused."""
        targets: dict[int, ColumnTarget] = {}
        for pair in pairs:
            name, equals, field = pair.rpartition("=")
            if not equals:
                raise Refused(_("--map %(pair)s: write it as COLUMN=FIELD.") % {"pair": pair})
            column_name = fold(name)
            numbers = [number for number, column in enumerate(table.columns) if fold(column) == column_name]
            if not numbers:
                raise Refused(
                    _("--map %(pair)s: the file has no column “%(name)s”. It has: %(columns)s.")
                    % {"pair": pair, "name": name, "columns": ", ".join(table.columns)}
                )
            if field.strip():
                targets[numbers[0]] = self.read_target(field)
        return targets

    def check(self, mapping: Mapping[int, ColumnTarget]) -> None:
        """Raise Refused where no column holds a name, or two columns fill one field."""
        targets = list(mapping.values())
        for target in targets:
            if targets.count(target) > 1:
                raise Refused(
                    _("Two columns are matched to “%(field)s”; choose one.") % {"field": self.label(target)}
                )
        if not self.naming & {target.field for target in targets}:
            raise Refused(_("No column is matched to the name. Say which one holds it."))


class PeopleFields(ListFields):
    """The fields of a list of people; a function and a function in the delegation are distinguished by their values."""

    def guess(self, table: ListSheet, languages: Iterable[str]) -> dict[int, ColumnTarget]:
        targets = super().guess(table, languages)
        functions = known_values("function")
        if any(target.field == "job_title" for target in targets.values()):
            return targets
        return {
            number: ColumnTarget("job_title", target.language)
            if target.field == "function"
            and not any(fold(value) in functions for value in table.column(number, 20))
            else target
            for number, target in targets.items()
        }

    def guess_from_values(self, table: ListSheet) -> dict[int, ColumnTarget]:
        """Take values that look like mail addresses for the mail, and the first words for the name."""
        targets: dict[int, ColumnTarget] = {}
        for number in range(len(table.columns)):
            values = table.column(number, 5)
            if not values:
                continue
            if all(EMAIL.fullmatch(value) for value in values):
                target = ColumnTarget("email")
            elif all(sum(letter.isdigit() for letter in value) >= 7 for value in values):
                target = ColumnTarget("phone")
            elif ColumnTarget("name") not in targets.values() and all(" " in value for value in values):
                target = ColumnTarget("name")
            else:
                continue
            if target not in targets.values():
                targets[number] = target
        return targets


PEOPLE = PeopleFields(
    (
        *(
            ListField(field.name, field.label, field.is_translated, field.synonyms)
            for field in PERSON_FIELDS
            if field.imported
        ),
        ListField(
            "category", gettext_lazy("category"), False,
            ("categories", "participant type", "badge type", "категория", "toifa", "catégorie"),
        ),
        ListField(
            "delegation", gettext_lazy("delegation"), False,
            ("делегация", "delegatsiya", "délégation", "party"),
        ),
        ListField(
            "function", gettext_lazy("function in the delegation"), False,
            (
                "function in delegation", "role in delegation", "функция в делегации", "роль в делегации",
                "delegatsiyadagi vazifasi",
            ),
        ),
        ListField("confman_id", gettext_lazy("identifier in confman")),
    ),
    naming=frozenset({"name", "given_name", "family_name", "confman_id"}),
)  # fmt: skip

# The fields of lists of people, which most of the project means by lists.
guess_columns, has_head, parse_map = PEOPLE.guess, PEOPLE.has_head, PEOPLE.parse_map
