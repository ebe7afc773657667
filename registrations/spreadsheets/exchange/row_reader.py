"""Reads a table row by row with django-import-export: cells become values, faults get line and column.

The first pass writes nothing. Each kind of list (people, invitees) adds what its cells mean and how a row is
identified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import tablib
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from import_export import resources
from import_export.results import RowResult

from confman.conferences.models import Conference
from confman.web.errors import Refused
from registrations.spreadsheets.exchange.columns import ColumnTarget, ListFields, ListSheet

LINE = "__line__"
# Rows after which progress is reported.
TOLD_EVERY = 500


@dataclass(frozen=True)
class RowProblem:
    """A problem in a list, and its place."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = _("Line %(line)d, column “%(column)s”") if self.column else _("Line %(line)d")
        return f"{place % {'line': self.line, 'column': self.column}}: {self.message}"


@dataclass
class PlannedLine:
    """The plan for one line of a list: nothing, a change, or a new record. `changes` are (field, before, after)."""

    line: int
    is_new: bool
    changes: list[tuple[str, str, str]] = field(default_factory=list, kw_only=True)

    @property
    def state(self) -> str:
        return "new" if self.is_new else "changed" if self.changes else "unchanged"


class _RowResult(RowResult):
    def add_instance_info(self, instance: models.Model) -> None:
        """Leave out how the library's own log would call a person: the plan has them."""


Line = TypeVar("Line", bound=PlannedLine)


@dataclass
class ListPlan(Generic[Line]):
    """The plan of an import: its lines and its problems."""

    problems: list[RowProblem]
    rows: list[Line] = field(default_factory=list)

    def in_state(self, state: str) -> list[Line]:
        return [row for row in self.rows if row.state == state]

    @property
    def wrong_lines(self) -> int:
        return len({problem.line for problem in self.problems})


class ListRefused(Refused):
    """Something in the file is wrong, and nothing was written. `problems` says what and where."""

    def __init__(self, problems: list[RowProblem]) -> None:
        self.problems = tuple(problems)
        first_problems = " ".join(f"{problem}" for problem in problems[:3])
        more = len(problems) - 3
        rest = ngettext(" And %d more.", " And %d more.", more) % more if more > 0 else ""
        super().__init__(
            _("Nothing was imported. %(problems)s%(rest)s") % {"problems": first_problems, "rest": rest}
        )


class ListResource(resources.ModelResource):
    """Reads the mapped columns of a table. A text without a stated language is in the file's language."""

    list_fields: ListFields

    class Meta:
        fields = ()
        use_bulk = True
        batch_size = None
        skip_diff = True
        skip_unchanged = True
        report_skipped = False

    # The result of `read`: a ListPlan.
    plan: Any

    def __init__(
        self,
        conference: Conference,
        table: ListSheet,
        mapping: Mapping[int, ColumnTarget],
        *,
        language: str = "",
        progress: Callable[[int], None] = lambda _row: None,
    ) -> None:
        super().__init__()
        self.progress = progress
        self.conference = conference
        self.table = table
        self.mapping = dict(mapping)
        self.language = language or conference.default_language
        self.problems: list[RowProblem] = []
        self._columns = {self._key(target): table.columns[number] for number, target in self.mapping.items()}

    def _key(self, target: ColumnTarget) -> str:
        """Return the name of a dataset's column."""
        if self.list_fields[target.field].translated:
            return f"{target.field}_{target.language or self.language}"
        return target.field

    def dataset(self) -> tablib.Dataset:
        """Return the mapped columns of the table, named after their fields, with the line of each row."""
        numbers = list(self.mapping)
        data = tablib.Dataset(headers=[LINE, *(self._key(self.mapping[number]) for number in numbers)])
        for row in self.table.rows:
            data.append([row.line, *(row.cells[number] for number in numbers)])
        return data

    def read_rows(self) -> None:
        """Go through the table, outside any transaction; a fault of the library is raised."""
        result = self.import_data(self.dataset(), dry_run=True, raise_errors=False, use_transactions=False)
        for fault in result.base_errors:
            raise fault.error

    def get_row_result_class(self) -> type[RowResult]:
        """Return the library's result of a row, without words that nobody reads."""
        return _RowResult

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """Import a row as the library does, and keep its faults with the line and the column of the file."""
        result = super().import_row(row, instance_loader, **kwargs)
        if kwargs["row_number"] % TOLD_EVERY == 0:
            self.progress(kwargs["row_number"])
        if result.validation_error is not None:
            self._keep_problems(row[LINE], result.validation_error)
        elif result.errors:
            # A fault of ours, not of the file: it must not be taken for a bad row.
            raise result.errors[0].error
        return result

    def _keep_problems(self, line: int, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.problems += [RowProblem(line, "", message) for message in error.messages]
            return
        for key, messages in error.message_dict.items():
            column = self._columns.get(key, "")
            self.problems += [RowProblem(line, column, message) for message in messages]

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Put the converted cells into the row as `__texts__` and `__values__`. Raises ValidationError by column."""
        errors: dict[str, list[ValidationError]] = {}
        texts: dict[str, dict[str, str]] = {
            field.key: {} for field in self.list_fields.fields.values() if field.translated
        }
        values: dict[str, Any] = {}
        for key, cell in row.items():
            if key == LINE or not cell:
                continue
            try:
                name, language = self._split(key)
                if language:
                    texts[name][language] = self.text_of(name, cell)
                else:
                    values[name] = self.value_of(name, cell)
            except ValidationError as error:
                errors.setdefault(key, []).append(error)
        self.complete(texts, values, errors)
        if errors:
            raise ValidationError(errors)
        row["__texts__"] = {name: text for name, text in texts.items() if text}
        row["__values__"] = values

    def _split(self, key: str) -> tuple[str, str]:
        if key in self.list_fields.fields:
            return key, ""
        name, _underscore, language = key.rpartition("_")
        return name, language

    def text_of(self, name: str, cell: str) -> str:
        """Return a cell as the text of a translated field. Raises ValidationError."""
        raise NotImplementedError

    def value_of(self, name: str, cell: str) -> object:
        """Return a cell as the value of any other field. Raises ValidationError."""
        raise NotImplementedError

    def complete(
        self,
        texts: dict[str, dict[str, str]],
        values: dict[str, Any],
        errors: dict[str, list[ValidationError]],
    ) -> None:
        """Complete a row with what it needs beyond its cells; add the problems of the row to the errors."""

    def column_of(self, *names: str) -> str:
        """Return the dataset's column of the first of these fields that the file has."""
        return next(
            (key for name in names for key in self._columns if name in (key, key.rpartition("_")[0])),
            names[0],
        )

    def validate_instance(
        self, instance: models.Model, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        """Do nothing: every cell was checked when it was read."""
        if import_validation_errors:
            super().validate_instance(instance, import_validation_errors, **kwargs)

    def bulk_create(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        """Do nothing: reading does not write."""

    def bulk_update(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        """Do nothing: reading does not write."""
